using System.Globalization;
using SmsBridge.Messages;

namespace SmsBridge.Ledger;

/// <summary>One part of a long text.</summary>
/// <param name="Id">As its message is known: with its provider.</param>
/// <param name="Code">For a failure, where the provider names one.</param>
/// <param name="Words">For a failure.</param>
internal sealed record SmsPart(string Id, MessageStatus Status, string? Code, string? Words);

/// <summary>The parts that a long text went out in, and what became of each: the SMS is delivered when all are, and failed when one is for certain. Pure.</summary>
/// <param name="Known">In no order that means anything; fewer than <paramref name="Total"/> where the answers were lost.</param>
internal sealed record SmsParts(int Total, IReadOnlyList<SmsPart> Known)
{
    private const int Fields = 4;

    /// <summary>All of them, taken. Null where their ids do not tell them apart: then the last one's stands for the whole.</summary>
    /// <param name="parts">Each with its id and other spellings of it.</param>
    /// <param name="before">What was reported before the answers came, by whatever spelling.</param>
    public static SmsParts? Of(IReadOnlyList<IReadOnlyList<string>> parts, SmsParts? before) =>
        parts.Select(part => part[0]).Distinct(StringComparer.Ordinal).Count() == parts.Count && !parts.Any(part => part[0].Any(char.IsControl))
            ? new SmsParts(parts.Count, [.. parts.Select(part => before?.Known.FirstOrDefault(known => part.Contains(known.Id, StringComparer.Ordinal)) ?? new SmsPart(part[0], MessageStatus.Sent, Code: null, Words: null))])
            : null;

    /// <summary>Null when it is none.</summary>
    public static SmsParts? Parse(string? text)
    {
        if (text?.Split('\n') is not [var first, .. var lines] || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var total))
        {
            return null;
        }

        var known = new List<SmsPart>();
        foreach (var line in lines)
        {
            if (line.Split('\t') is not { Length: Fields } fields || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            {
                return null;
            }

            known.Add(new SmsPart(fields[2], (MessageStatus)status, Empty(fields[1]), Empty(fields[3])));
        }

        return new SmsParts(total, known);

        static string? Empty(string field) => field.Length > 0 ? field : null;
    }

    public bool Holds(string id) => Known.Any(part => part.Id == id);

    /// <summary>With what a report says of one part: forward only, and one that was not known before as long as some are missing.</summary>
    public SmsParts With(SmsPart news)
    {
        if (Known.FirstOrDefault(part => part.Id == news.Id) is not { } known)
        {
            return Known.Count < Total ? this with { Known = [.. Known, news] } : this;
        }

        return known.Status.Advance(news.Status) == known.Status ? this : this with { Known = [.. Known.Select(part => part.Id == news.Id ? news : part)] };
    }

    /// <summary>No part has arrived, nor may still: only then the whole text may be sent once more.</summary>
    public bool AreAllLost => Known.Count == Total && Known.All(part => part.Status is MessageStatus.Undelivered or MessageStatus.Failed);

    /// <summary>What they come to.</summary>
    public (MessageStatus Status, string? Code, string Words) Whole
    {
        get
        {
            var failed = Known.Where(part => part.Status is MessageStatus.Undelivered or MessageStatus.Failed).OrderBy(part => part.Id, StringComparer.Ordinal).ToList();
            if (failed.Count > 0)
            {
                return (failed[0].Status, failed[0].Code, FormattableString.Invariant($"{failed.Count} of {Total} parts {(failed.Count == 1 ? "was" : "were")} not delivered: {failed[0].Words}"));
            }

            var delivered = Known.Count(part => part.Status == MessageStatus.Delivered);
            return (delivered == Total ? MessageStatus.Delivered : MessageStatus.Sent, null, FormattableString.Invariant($"{delivered} of {Total} parts delivered"));
        }
    }

    /// <summary>As it is kept.</summary>
    public string ToText() => string.Join('\n', Known
        .Select(part => string.Join('\t', ((int)part.Status).ToString(CultureInfo.InvariantCulture), Plain(part.Code), part.Id, Plain(part.Words)))
        .Prepend(Total.ToString(CultureInfo.InvariantCulture)));

    private static string Plain(string? words) => words is null ? "" : string.Concat(words.Select(c => char.IsControl(c) ? ' ' : c));
}
