namespace SmsBridge.Store;

/// <summary>Prepared statements of <see cref="WorkLeases"/>: one for each step, so that two can not both take it.</summary>
internal sealed class WorkLeaseStatements(WriteSession session) : IDisposable
{
    private readonly PreparedStatement _take = session.Prepare("""
        INSERT INTO work_lease (name, lease_owner, lease_until, fence) VALUES (@name, @owner, @until, 1)
        ON CONFLICT (name) DO UPDATE SET lease_owner = excluded.lease_owner, lease_until = excluded.lease_until, fence = work_lease.fence + 1
            WHERE work_lease.lease_until <= @now
        RETURNING fence
        """, "name", "owner", "until", "now");

    private readonly PreparedStatement _renew = session.Prepare(
        "UPDATE work_lease SET lease_until = @until WHERE name = @name AND fence = @fence", "name", "fence", "until");

    private readonly PreparedStatement _release = session.Prepare("UPDATE work_lease SET lease_until = 0 WHERE lease_owner = @owner", "owner");

    private readonly PreparedStatement _isLatest = session.Prepare("SELECT 1 FROM work_lease WHERE name = @name AND fence = @fence", "name", "fence");

    public static WorkLeaseStatements Of(WriteSession session) => session.Statements(static session => new WorkLeaseStatements(session));

    /// <returns>Its number; null: somebody else holds it.</returns>
    public long? Take(string name, long owner, long now, long until)
    {
        _take.Bind(1, name);
        _take.Bind(2, owner);
        _take.Bind(3, until);
        _take.Bind(4, now);
        return _take.Scalar();
    }

    /// <summary>Also one that has ended, as long as nobody else has taken it.</summary>
    public bool Renew(string name, long fence, long until)
    {
        _renew.Bind(1, name);
        _renew.Bind(2, fence);
        _renew.Bind(3, until);
        return _renew.Execute() == 1;
    }

    public void Release(long owner)
    {
        _release.Bind(1, owner);
        _release.Execute();
    }

    public bool IsLatest(string name, long fence)
    {
        _isLatest.Bind(1, name);
        _isLatest.Bind(2, fence);
        return _isLatest.Scalar() is not null;
    }

    public void Dispose()
    {
        _take.Dispose();
        _renew.Dispose();
        _release.Dispose();
        _isLatest.Dispose();
    }
}
