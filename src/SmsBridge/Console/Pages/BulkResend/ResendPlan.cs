using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SmsBridge.Console.Parts;
using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;

namespace SmsBridge.Console.Pages.BulkResend;

/// <summary>The dry run of a bulk resend: what would be sent anew, what is left out and why. Nothing is changed by making one.</summary>
/// <param name="Chosen">Event and tenant, oldest first, so that what was first goes first.</param>
/// <param name="LeftOut">How many, by the reason in words.</param>
/// <param name="Segments">As far as their texts are known.</param>
/// <param name="WithoutText">Those whose text is not written yet, so that their segments are not counted.</param>
/// <param name="IsCut">More match than one run takes.</param>
internal sealed record ResendPlan(
    IReadOnlyList<(long TenantId, long EventId)> Chosen, IReadOnlyDictionary<string, int> LeftOut, int Segments, int WithoutText, bool IsCut)
{
    /// <summary>Most messages one run looks at.</summary>
    public const int Most = 10_000;

    /// <summary>What has to be typed to start it.</summary>
    public string Confirmation => $"resend {Chosen.Count}";

    /// <summary>Of which messages it is: as many others are another plan.</summary>
    public string Digest => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join(',', Chosen.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.TenantId}:{each.EventId}"))))));

    /// <param name="isNamed">A person picked each of them; else what would only fail again or confuse is left out.</param>
    /// <param name="never">Why nothing of a tenant can be sent again; null: it can.</param>
    public static ResendPlan Of(IEnumerable<MessageRow> rows, bool isNamed, bool isCut, Func<long, string?>? never = null)
    {
        var (chosen, leftOut, segments, withoutText) = (new List<(long, long)>(), new Dictionary<string, int>(StringComparer.Ordinal), 0, 0);
        foreach (var row in rows.OrderBy(row => row.EventId))
        {
            if ((never?.Invoke(row.TenantId) ?? Refusal(row, isNamed)) is { } why)
            {
                leftOut[why] = leftOut.GetValueOrDefault(why) + 1;
                continue;
            }

            chosen.Add((row.TenantId, row.EventId));
            segments += row.Segments ?? 0;
            withoutText += row.Segments is null ? 1 : 0;
        }

        return new ResendPlan(chosen, leftOut, segments, withoutText, isCut);
    }

    private static readonly string CodeName = EventType.SmsCode.ToString();

    private static string? Refusal(MessageRow row, bool isNamed) =>
        row.IsErased ? MessageResend.IsErased
        : row.EventName == CodeName ? MessageResend.IsCode
        : Reasons.MayHaveLeft(row.Reason) ? "It may have left: look at the provider, and send it from its own page."
        : default(ResendRules).Refusal(row.Status, row.Reason) is { } refusal ? refusal
        : isNamed ? null
        : HopelessNumber(row) is { } number ? $"Left out unless picked one by one: {number}"
        : MessageResend.WouldFailAgain(row.Reason, EventType.OwnTexts.Any(type => type.ToString() == row.EventName)) ? $"Left out unless picked one by one: {Reasons.Explain(row.Reason!).Meaning}"
        : null;

    /// <summary>
    /// A number that can not get an SMS is none the next time either, until somebody has corrected it in the core: who did picks its message. Where
    /// there was no number at all nothing is lost by looking again, and it is what people do once they have entered them.
    /// </summary>
    private static string? HopelessNumber(MessageRow row) =>
        row.Reason is Reasons.NotTextable ? Reasons.Explain(row.Reason).Meaning
        : row.Reason is not Reasons.OptedOut && MessageAdvice.Known(row.Provider, row.ErrorCode) is { IsOfTheNumber: true } code ? code.Meaning
        : null;
}

/// <summary>Makes plans.</summary>
internal sealed class ResendPlanner(MessageListQueries messages, TenantStandings standings)
{
    private const int PageSize = 500;

    /// <remarks>Only for who may resend, and so see numbers.</remarks>
    public async Task<ResendPlan> ForAsync(MessageFilter filter, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken)
    {
        var rows = new List<MessageRow>();
        long? before = null;
        do
        {
            var page = await messages.ListAsync(filter with { Limit = PageSize, Before = before, After = null, AnySuffix = true }, tenants, cancellationToken);
            rows.AddRange(page.Rows);
            before = page.Older;
        }
        while (before is not null && rows.Count < ResendPlan.Most);
        return ResendPlan.Of(rows.Take(ResendPlan.Most), isNamed: false, isCut: before is not null || rows.Count > ResendPlan.Most, standings.NeverAgain);
    }

    public async Task<ResendPlan> ForAsync(IEnumerable<long> eventIds, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken)
    {
        var rows = new List<MessageRow>();
        foreach (var id in eventIds.Distinct().Take(MessageFilter.LargestLimit))
        {
            var query = FormattableString.Invariant($"event:{id}");
            rows.AddRange((await messages.ListAsync(MessageFilter.None with { Query = query }, tenants, cancellationToken)).Rows);
        }

        return ResendPlan.Of(rows, isNamed: true, isCut: false, standings.NeverAgain);
    }
}
