namespace SmsBridge.Simulator.Twilio;

/// <summary>Remembers messages, bounded; oldest are forgotten first.</summary>
internal sealed class StandInMessages(int keep)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StandInMessage> _bySid = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Account, string To), List<StandInMessage>> _byRecipient = [];
    private readonly Queue<StandInMessage> _order = new();

    public void Add(StandInMessage message)
    {
        lock (_lock)
        {
            _bySid.Add(message.Sid, message);
            _order.Enqueue(message);
            if (!_byRecipient.TryGetValue((message.Account.Sid, message.To), out var list))
            {
                _byRecipient.Add((message.Account.Sid, message.To), list = []);
            }

            list.Add(message);
            while (keep > 0 && _order.Count > keep)
            {
                Forget(_order.Dequeue());
            }
        }
    }

    public StandInMessage? Find(string accountSid, string sid)
    {
        lock (_lock)
        {
            return _bySid.GetValueOrDefault(sid) is { } message && message.Account.Sid == accountSid ? message : null;
        }
    }

    public void Delete(StandInMessage message)
    {
        lock (_lock)
        {
            message.Deleted = true;
            Forget(message);
        }
    }

    /// <summary>All, in the order of creation.</summary>
    public StandInMessage[] All()
    {
        lock (_lock)
        {
            return [.. _order.Where(message => !message.Deleted)];
        }
    }

    /// <summary>An account's messages, newest first; to one recipient when given.</summary>
    public IReadOnlyList<StandInMessage> NewestFirst(string accountSid, string? to)
    {
        lock (_lock)
        {
            IEnumerable<StandInMessage> found = to is null
                ? _order.Where(message => message.Account.Sid == accountSid && !message.Deleted)
                : _byRecipient.GetValueOrDefault((accountSid, to)) ?? [];
            return [.. found.Reverse()];
        }
    }

    private void Forget(StandInMessage message)
    {
        _bySid.Remove(message.Sid);
        var key = (message.Account.Sid, message.To);
        if (_byRecipient.TryGetValue(key, out var list) && list.Remove(message) && list.Count == 0)
        {
            _byRecipient.Remove(key);
        }
    }
}
