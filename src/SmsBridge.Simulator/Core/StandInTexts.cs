using System.Collections.Concurrent;

namespace SmsBridge.Simulator.Core;

/// <summary>A row of the core's <c>sms_messages_outbound</c>.</summary>
/// <param name="Status">100 pending, 150 waits for its report, 200 sent, 300 delivered, 400 failed.</param>
/// <param name="IsTriggered">The core sent it at once, from within the act that caused it.</param>
internal sealed record StandInText(long Id, string? MobileNo, string? Message, int Status, bool IsTriggered);

/// <summary>The texts a tenant's core has to send, as its table has them.</summary>
internal sealed class StandInTexts
{
    public const int Pending = 100;
    public const int Waiting = 150;

    private readonly ConcurrentDictionary<long, StandInText> _rows = new();
    private long _last = 4_710;

    public IEnumerable<StandInText> All => _rows.Values.OrderBy(row => row.Id);

    /// <summary>A text of a campaign, for the next run of the send job.</summary>
    public StandInText Add(string? mobileNo, string? message) => Keep(new StandInText(NextId(), mobileNo, message, Pending, IsTriggered: false));

    /// <summary>A text of an act that is not committed yet, or was taken back: it has its number, and no row.</summary>
    public StandInText Begin(string? mobileNo, string? message) => new(NextId(), mobileNo, message, Waiting, IsTriggered: true);

    /// <summary>The act is committed.</summary>
    public StandInText Keep(StandInText row) => _rows[row.Id] = row;

    public StandInText? Find(long id) => _rows.GetValueOrDefault(id);

    public IReadOnlyList<StandInText> OfStatus(int status, int most) => [.. All.Where(row => row.Status == status).Take(most)];

    public int Count(int status) => _rows.Values.Count(row => row.Status == status);

    public void Set(long id, int status)
    {
        if (_rows.TryGetValue(id, out var row))
        {
            _rows[id] = row with { Status = status };
        }
    }

    private long NextId() => Interlocked.Increment(ref _last);
}
