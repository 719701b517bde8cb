using Xunit.v3;

namespace SmsBridge.Tests.Support;

/// <summary>Of SQLite's file, plans or locks: tests/run.sh leaves it out of its second run, which is on PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class FileOnlyAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Store", "file")];
}

/// <summary>Of PostgreSQL alone: runs in the second run of tests/run.sh.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class PostgresOnlyAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Store", "postgres")];
}
