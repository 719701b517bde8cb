using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Events that another operation appends within its own transaction, those of them that it then finds to be new. Made by <see cref="EventInbox.Prepare"/>.</summary>
internal sealed class EventParts(AppendEvent[] parts)
{
    private readonly List<AppendEvent> _appended = [];

    /// <inheritdoc cref="WriteOperation.Decides"/>
    public bool Decide => parts.Any(part => part.Decides);

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
    public void Complete() => _appended.ForEach(part => part.Complete());
}
