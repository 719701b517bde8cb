using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Store;

/// <summary>Where everything is kept.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>The database: <c>Sqlite</c> (embedded, one process) or <c>PostgreSql</c> (a server, 15 or newer).</summary>
    /// <value><c>Sqlite</c>, <c>PostgreSql</c></value>
    [RegularExpression("(?i)^(sqlite|postgresql)$", ErrorMessage = "Storage:Provider must be Sqlite or PostgreSql.")]
    public string Provider { get; set; } = "Sqlite";

    /// <summary>
    /// Connection string. Of SQLite: a relative path counts from the working directory, and its folder is created. Of PostgreSQL:
    /// <c>Host=…;Database=…;Username=…;Password=…</c>, of a database that is the bridge's own.
    /// </summary>
    /// <value>a file, not <c>:memory:</c>; or a server's database</value>
    [Required]
    public string ConnectionString { get; set; } = "Data Source=data/smsbridge.db";

    /// <summary>
    /// Folder of the keys that encrypt provider and core credentials in the database. Empty: <c>keys</c> beside the database
    /// file; on PostgreSQL it is not used, the keys are in the database. Lose it and every tenant must register again; back it up apart from the database.
    /// </summary>
    public string KeyRing { get; set; } = "";

    /// <summary>
    /// Begins with an empty database although there are traces of one before, which otherwise ends the start: an emptied or missing file would be taken for a new
    /// installation, and every core refused.
    /// </summary>
    public bool StartAnew { get; set; }

    /// <summary>
    /// Starts on a database file that <c>storage copy</c> moved to PostgreSQL, which otherwise ends the start: with both at work, SMS would be sent twice.
    /// </summary>
    public bool StartMoved { get; set; }

    /// <summary>Whether <see cref="Provider"/> says so.</summary>
    internal bool IsPostgreSql => Provider.Equals("PostgreSql", StringComparison.OrdinalIgnoreCase);

    /// <summary>How long a write waits for another process that holds the database (a backup, a command line verb).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most operations one commit carries; bounds the wait of the first of them.</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 512;

    /// <summary>Lists, searches and exports that are read at once; the others wait. Each has a thread, and competes with hooks for processor and disk.</summary>
    [Range(1, 64)]
    public int Readers { get; set; } = 2;

    /// <summary>A list or search that takes longer is given up with the advice to narrow it: while it reads, the write-ahead log can not shrink.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
