namespace SmsBridge.Store;

/// <summary>SQL that looks through a SQLite file. PostgreSQL has data checksums and pg_amcheck for this.</summary>
internal static class FileSoundness
{
    /// <summary>A line for each thing that is wrong, at most 20; <c>ok</c> where nothing is.</summary>
    public const string Pages = "PRAGMA integrity_check(20)";

    /// <summary>Tables with rows that name a row that is not there.</summary>
    public const string References = "SELECT \"table\" FROM pragma_foreign_key_check";
}
