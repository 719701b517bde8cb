using System.Globalization;
using SmsBridge.Operators;

namespace SmsBridge.Privacy;

/// <summary>What an erasure did, or would do.</summary>
/// <param name="Done">False: nothing was changed yet.</param>
/// <param name="Events">Of the client, whose data are gone; before it is done: that are held.</param>
/// <param name="Cancelled">SMS among them that waited and are not sent; before it is done: that wait.</param>
/// <param name="UnderWay">Left as they are: their SMS is on its way or in doubt, or a partner is yet to be told which payment it was.</param>
/// <param name="NoticesLeft">Notices to partners that are still to be told: they name neither name nor whole number.</param>
/// <param name="OptOutsKept">In force, and consents that were taken back: without them the client would be written to again.</param>
/// <param name="NumbersShared">Numbers of the client that another client has too: only rows that name this client were taken.</param>
/// <param name="Backups">Made since the client's first event, and still there: they may hold the client's data.</param>
/// <param name="Also">What else may hold them.</param>
internal sealed record ErasureView(
    string TenantId, long ClientId, bool Done, int Events, int Cancelled, int UnderWay, int NoticesLeft, int OptOutsKept, int NumbersShared, IReadOnlyList<string> Backups,
    IReadOnlyList<string> Also)
{
    /// <summary>One sentence after the other, for people.</summary>
    public IEnumerable<string> Sentences()
    {
        yield return Done
            ? Text($"{Events} events of client {ClientId} of {TenantId} are erased: numbers, texts, notes, raw hooks and what others said of them. What happened, and when, stays.")
            : Text($"Nothing was changed yet. {Events} events of client {ClientId} of {TenantId} would be erased.");
        if (Cancelled > 0)
        {
            yield return Done ? Text($"{Cancelled} SMS waited and are not sent.") : Text($"{Cancelled} SMS wait, and would not be sent.");
        }

        if (UnderWay > 0)
        {
            yield return Text($"{UnderWay} {(Done ? "are left" : "would be left")}: their SMS is on its way or in doubt, partners are yet to be told of it, or what is left is found by their number. Erase again when that is settled.");
        }

        if (NoticesLeft > 0)
        {
            yield return Text($"{NoticesLeft} notices are still to be told to partners and keep the payment they are about: erase again when they are settled.");
        }

        if (OptOutsKept > 0)
        {
            yield return Text($"{OptOutsKept} opt-outs and withdrawals of consent stay with their number: without them the client would be written to again.");
        }

        if (NumbersShared > 0)
        {
            yield return Text($"{NumbersShared} numbers are another client's too: only what names this client is taken.");
        }

        foreach (var also in Also)
        {
            yield return also;
        }

        if (Backups.Count > 0)
        {
            yield return $"Backups made since, which may hold it still: {string.Join(", ", Backups)}.";
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>It is done, or would be.</summary>
internal sealed record ErasureOutcome(ErasureView View) : Outcome.Done(string.Join(' ', View.Sentences()));
