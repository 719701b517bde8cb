using SmsBridge.RemoteBackups;
using SmsBridge.Store;

namespace SmsBridge.Hosting.Telemetry;

/// <summary>How old the latest backups are: of the database itself, and in the bucket, where each was compared when it was there.</summary>
internal sealed class BackupAges(Database database, Backups backups, BackupStanding standing)
{
    /// <returns>Seconds. Local null: there is none, or the database is a server's. Remote null: there is no bucket; infinite: there is none in it.</returns>
    public async Task<(double? Local, double? Remote)> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var local = database.FilePath is null ? null : await backups.LatestAsync(cancellationToken);
        var remote = await standing.ReadAsync(cancellationToken);
        return (
            local is null ? null : (now - local.At).TotalSeconds,
            remote is null ? null : remote.Latest is { } latest ? (now - latest.Of).TotalSeconds : double.PositiveInfinity);
    }
}
