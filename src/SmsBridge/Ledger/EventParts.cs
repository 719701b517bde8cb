using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Events that another operation appends within its own transaction, those of them that it then finds to be new. Made by <see cref="EventInbox.Prepare"/>.</summary>
/// <param name="whenStored">Once they are on disk.</param>
internal sealed class EventParts(AppendEvent[] parts, Action? whenStored = null)
{
    private readonly List<AppendEvent> _appended = [];

    /// <inheritdoc cref="WriteOperation.Decides"/>
    public bool Decide => parts.Any(part => part.Decides);

    /// <summary>All of them, appended or not.</summary>
    public int Count => parts.Length;

    /// <summary>Of those that were appended; of a repeat it is the repeat's own.</summary>
    public IEnumerable<long> Ids => _appended.Select(static part => part.Stored.Id);

    /// <summary>Of those that were appended: without repeats of what came by another way.</summary>
    public int CountAccepted => _appended.Count(part => part.IsAccepted);

    /// <summary>May run more than once, as the operation it belongs to.</summary>
    /// <param name="meant">Places of those that are new.</param>
    public void Execute(WriteSession session, IEnumerable<int> meant)
    {
        _appended.Clear();
        _appended.AddRange(meant.Select(place => parts[place]));
        if (session.TakesSets && _appended.Count > 1 && _appended[0].Set is { } set && _appended.TrueForAll(part => part.Set == set))
        {
            set.Execute(session, _appended);
        }
        else
        {
            _appended.ForEach(part => part.Execute(session));
        }
    }

    /// <summary>To be called once the transaction is on disk.</summary>
    public void Complete()
    {
        _appended.ForEach(part => part.Complete());
        whenStored?.Invoke();
    }
}
