using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Store;

/// <summary>Backups that the service makes by itself, of a SQLite file.</summary>
internal sealed class BackupOptions
{
    public const string Section = "Backup";

    /// <summary>Where they are put; another disk than the database's. Empty: none are made. The key ring is not in them. On PostgreSQL the server's own tools do it.</summary>
    public string Folder { get; set; } = "";

    /// <summary>How long after the latest one in the folder the next is made; looked at every ten minutes. Two hours later it needs attention; on PostgreSQL that is all it says, of the latest that was sent to the bucket.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "7.00:00:00")]
    public TimeSpan Every { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How many are kept in the folder. The oldest are deleted when a new one is there and sound, and never another file.</summary>
    [Range(1, 1_000)]
    public int Keep { get; set; } = 14;

    /// <summary>Where they are kept besides the folder.</summary>
    public S3Options S3 { get; set; } = new();

    /// <summary>Of the latest one: by then the next should be there, also a large one on a slow line.</summary>
    internal TimeSpan OldAfter => Every + TimeSpan.FromHours(2);
}
