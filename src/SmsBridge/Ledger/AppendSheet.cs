using System.Globalization;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>One hook that stands for the payments of many clients: its own row, and an event for each of them, all in one transaction. Never half of it.</summary>
internal sealed class AppendSheet : PooledOperation<StoredSheet>
{
    private readonly AppendEvent _own;
    private readonly AppendEvent[] _parts;
    private readonly EventParts _together;
    private readonly NewEvent _sheet;
    private readonly IReadOnlyList<NewEvent> _payments;

    /// <param name="make">A new operation, filled with the event.</param>
    public AppendSheet(in NewEvent sheet, IReadOnlyList<NewEvent> payments, Func<NewEvent, AppendEvent> make)
    {
        (_sheet, _payments) = (sheet, payments);
        _own = make(sheet);
        _parts = [.. payments.Select(make)];
        _together = new EventParts(_parts);
    }

    internal override long? HookOf => _own.HookOf;

    /// <inheritdoc/>
    internal override bool Decides => _own.Decides || _together.Decide;

    internal override void Execute(WriteSession session)
    {
        _own.Execute(session);
        var id = _own.Stored.Id;
        var origin = string.Create(CultureInfo.InvariantCulture, $"Of the collection sheet of event {id}.");
        for (var place = 0; place < _parts.Length; place++)
        {
            var payment = _payments[place];
            _parts[place].Fill(payment with { Detail = payment.Detail is { } detail ? $"{detail} {origin}" : origin });
        }

        _together.Execute(session, Enumerable.Range(0, _parts.Length));
        var words = _parts.Length == 0 ? _sheet.Detail : string.Join(' ', new[] { Words(), _sheet.Detail }.OfType<string>());
        if (words != _sheet.Detail)
        {
            AppendEventStatements.NoteDetail(session, id, words!);
        }

        Result = new StoredSheet(id, words, _together.CountAccepted);
    }

    internal override void Complete()
    {
        _own.Complete(); // remembers what is known only once it is on disk
        _together.Complete();
        base.Complete();
    }

    private string Words()
    {
        var known = _parts.Count(part => part.Stored.TwinId is not null);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Payments: {_parts.Length}, each with an event of its own, from {_parts.Min(part => part.Stored.Id)} to {_parts.Max(part => part.Stored.Id)}.{(known == 0 ? "" : $" Known before: {known}.")}");
    }
}

/// <summary>What became of a collection sheet.</summary>
/// <param name="Id">Of its own row.</param>
/// <param name="Accepted">Payments that are to be told.</param>
internal readonly record struct StoredSheet(long Id, string? Detail, int Accepted);
