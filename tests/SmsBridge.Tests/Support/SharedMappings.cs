using System.Runtime.CompilerServices;
using Dapper;

namespace SmsBridge.Tests.Support;

/// <summary>
/// Dapper compiles what reads a query's rows once for each connection string, and here every test has a database of its own. All databases of a kind have the same
/// tables, so they share it.
/// </summary>
internal sealed class SharedMappings : IEqualityComparer<string>
{
    [ModuleInitializer]
    internal static void Use() => SqlMapper.ConnectionStringComparer = new SharedMappings();

    public bool Equals(string? x, string? y) => IsServer(x) == IsServer(y);

    public int GetHashCode(string obj) => IsServer(obj) ? 1 : 0;

    private static bool IsServer(string? connection) => connection?.Contains("Host=", StringComparison.OrdinalIgnoreCase) == true;
}
