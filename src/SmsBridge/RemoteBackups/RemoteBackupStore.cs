using Dapper;
using SmsBridge.Store;

namespace SmsBridge.RemoteBackups;

/// <summary>A backup that this database's bridge has put into a bucket.</summary>
internal sealed record SentBackup
{
    public string Name { get; init; } = "";

    public long At { get; init; }

    public long SentAt { get; init; }

    public long Bytes { get; init; }

    public string Sha256 { get; init; } = "";

    /// <summary>It holds what was done until then.</summary>
    public DateTimeOffset Of => StoredTime.At(At);
}

/// <summary>Why the latest try did not go well.</summary>
/// <param name="Since">Of the first in a row.</param>
internal sealed record SendingTrouble(DateTimeOffset Since, string Problem);

/// <summary>Sole writer of <c>remote_backup</c> and <c>remote_backup_trouble</c>.</summary>
internal sealed class RemoteBackupStore(Database database, TimeProvider time)
{
    private const string Columns = "name AS Name, at AS At, sent_at AS SentAt, bytes AS Bytes, sha256 AS Sha256";

    /// <summary>What is known to be in a place, newest first.</summary>
    public async Task<IReadOnlyList<SentBackup>> ListAsync(string place, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<SentBackup>(new CommandDefinition(
            $"SELECT {Columns} FROM remote_backup WHERE place = @place ORDER BY at DESC, name DESC LIMIT 2000", new { place }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Where those are that hold what was there at that moment, wherever: for who wants to know what still holds a client's data.</summary>
    public async Task<IReadOnlyList<string>> KeptAsync(long since, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT name || ' in ' || place FROM remote_backup WHERE at >= @since ORDER BY at DESC, name LIMIT 1000", new { since }, cancellationToken: cancellationToken))).AsList();
    }

    public async Task<SendingTrouble?> TroubleAsync(string place, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<(long Since, string Problem)>(new CommandDefinition(
            "SELECT since, problem FROM remote_backup_trouble WHERE place = @place", new { place }, cancellationToken: cancellationToken)))
            .Select(row => new SendingTrouble(StoredTime.At(row.Since), row.Problem)).FirstOrDefault();
    }

    /// <summary>It is there, whole. Also what was put there before and could not be recorded then.</summary>
    public Task AddAsync(string place, SentBackup sent, Action<WriteSession> alongside) => database.WriteAsync(session =>
    {
        session.Execute("""
            INSERT INTO remote_backup (place, name, at, sent_at, bytes, sha256) VALUES (@place, @Name, @At, @SentAt, @Bytes, @Sha256)
            ON CONFLICT (place, name) DO UPDATE SET sent_at = excluded.sent_at, bytes = excluded.bytes, sha256 = excluded.sha256
            """, new { place, sent.Name, sent.At, sent.SentAt, sent.Bytes, sent.Sha256 });
        alongside(session);
    });

    /// <summary>It is gone, or is not ours any more.</summary>
    public Task RemoveAsync(string place, string name, Action<WriteSession> alongside) => database.WriteAsync(session =>
    {
        session.Execute("DELETE FROM remote_backup WHERE place = @place AND name = @name", new { place, name });
        alongside(session);
    });

    /// <summary>What was wrong with another place is of no interest any more.</summary>
    public Task FailAsync(string place, string problem) => database.WriteAsync(session =>
    {
        session.Execute("DELETE FROM remote_backup_trouble WHERE place <> @place", new { place });
        session.Execute("""
            INSERT INTO remote_backup_trouble (place, since, failures, problem) VALUES (@place, @now, 1, @problem)
            ON CONFLICT (place) DO UPDATE SET failures = remote_backup_trouble.failures + 1, problem = excluded.problem
            """, new { place, now = time.GetUtcNow().ToUnixTimeMilliseconds(), problem });
    });

    /// <summary>It went well, or is not done any more. Writes only where there was trouble.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        bool isTroubled;
        await using (var connection = await database.OpenBriefReadAsync())
        {
            isTroubled = await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT COUNT(*) FROM remote_backup_trouble", cancellationToken: cancellationToken)) > 0;
        }

        if (isTroubled)
        {
            await database.WriteAsync(session => session.Execute("DELETE FROM remote_backup_trouble"));
        }
    }
}
