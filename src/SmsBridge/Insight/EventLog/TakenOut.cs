using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.EventLog;

/// <summary>How much of an event was taken out.</summary>
internal enum TakenExtent
{
    /// <summary>The client's data: somebody asked for it.</summary>
    Erased,

    /// <summary>The same, by its age.</summary>
    Texts,

    /// <summary>All but what tells a repeat, by its age.</summary>
    Record,
}

/// <summary>What was taken out of an event, and when. Whoever says that something is not there asks this first: it may have been.</summary>
internal sealed record TakenOut(TakenExtent Extent, DateTimeOffset At)
{
    public bool IsRecord => Extent == TakenExtent.Record;

    /// <summary>For programs.</summary>
    public string Name => Extent switch
    {
        TakenExtent.Erased => "erased",
        TakenExtent.Texts => "texts",
        _ => "record",
    };

    /// <summary>A sentence of its own.</summary>
    public string What => Extent switch
    {
        TakenExtent.Erased => Reasons.Explain(Reasons.Erased).Meaning,
        TakenExtent.Texts => "Number, text, notes and raw hook were taken out by their age.",
        _ => "The record was removed by its age: only what tells a repeat of it from a new event is left, and what its SMS had come to.",
    };

    /// <summary>The end of one.</summary>
    public string Why => Extent switch
    {
        TakenExtent.Erased => "the data of its client were erased.",
        TakenExtent.Texts => "numbers and texts are kept no longer.",
        _ => "records are kept no longer.",
    };

    /// <param name="erasedAt">As it is stored; null: all is there.</param>
    /// <param name="aged">By its age: 0: number, text and raw hook; more: all of it, and this is the status its message had. Null: nothing was, by its age.</param>
    public static TakenOut? Of(long? erasedAt, int? aged) => erasedAt is not { } at
        ? null
        : new TakenOut(aged switch { null => TakenExtent.Erased, > 0 => TakenExtent.Record, _ => TakenExtent.Texts }, StoredTime.At(at));
}
