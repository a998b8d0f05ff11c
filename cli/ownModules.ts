/**
 * What a user's file gets for `import ... from 'mmcheck'` and the other entries of the package: the running tool's own
 * modules, so that both have the same machines and the same Violation.
 */
export async function ownModules(): Promise<Readonly<Record<string, object>>> {
  const [mmcheck, allocator, rmap, migration, pagetables, zsmalloc, hugetlb, properties, checker] =
    await Promise.all([
      import('../index.ts'),
      import('../model/allocator/index.ts'),
      import('../model/rmap/index.ts'),
      import('../model/migration/index.ts'),
      import('../model/pagetables/index.ts'),
      import('../model/zsmalloc/index.ts'),
      import('../model/hugetlb/index.ts'),
      import('../properties/index.ts'),
      import('../checker/index.ts'),
    ]);
  return {
    mmcheck,
    'mmcheck/allocator': allocator,
    'mmcheck/rmap': rmap,
    'mmcheck/migration': migration,
    'mmcheck/pagetables': pagetables,
    'mmcheck/zsmalloc': zsmalloc,
    'mmcheck/hugetlb': hugetlb,
    'mmcheck/properties': properties,
    'mmcheck/checker': checker,
  };
}
