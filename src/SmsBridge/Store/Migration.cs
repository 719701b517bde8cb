using System.Globalization;

namespace SmsBridge.Store;

/// <summary>One numbered SQL file of <c>db/</c>, embedded in the binary.</summary>
/// <param name="Number">The leading four digits.</param>
/// <param name="Name">File name without extension: <c>0001_create_tenant</c>.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>
    /// How a script begins that nodes of the version before can not work with. Without it a script only adds, and a newer node may start beside older ones
    /// (docs/scale.md, "Upgrade").
    /// </summary>
    public const string StopMark = "-- Stop every node first";

    public bool NeedsStop => Sql.StartsWith(StopMark, StringComparison.Ordinal);

    /// <summary>All migrations of a dialect (<c>sqlite</c>) in order.</summary>
    public static IReadOnlyList<Migration> All(string dialect) => [.. Names(dialect).Order(StringComparer.Ordinal).Select(name => Read(dialect, name))];

    /// <summary>The highest number; from the first on there are no gaps.</summary>
    public static int Newest(string dialect) => Names(dialect).Max(NumberOf);

    public static StoreUnavailableException TooNew(int version, int newest) =>
        new($"Storage:ConnectionString: the database has schema {version}, this program knows up to {newest}: run the newer SmsBridge.") { IsLasting = true };

    private static IEnumerable<string> Names(string dialect) =>
        from resource in typeof(Migration).Assembly.GetManifestResourceNames()
        where resource.StartsWith(Folder(dialect), StringComparison.Ordinal)
        select resource[Folder(dialect).Length..^".sql".Length];

    private static Migration Read(string dialect, string name)
    {
        using var reader = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream($"{Folder(dialect)}{name}.sql")!);
        return new Migration(NumberOf(name), name, reader.ReadToEnd());
    }

    private static string Folder(string dialect) => $"db/{dialect}/";

    private static int NumberOf(string name) => int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture);
}
