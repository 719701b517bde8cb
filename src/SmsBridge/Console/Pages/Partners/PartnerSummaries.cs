using System.Globalization;
using SmsBridge.Console.Api;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Store;

namespace SmsBridge.Console.Pages.Partners;

/// <summary>The partners somebody may see, with how telling them goes. Partners are few, and each look at a subscription is bounded.</summary>
internal sealed class PartnerSummaries(VisiblePartners partners, NoticeQueries notices, SubscriptionLineStore lines, TimeProvider time)
{
    private const int MostEnded = 10;

    public async Task<IReadOnlyList<PartnerSummary>> ListAsync(SignedInOperator who, CancellationToken cancellationToken)
    {
        var summaries = new List<PartnerSummary>();
        foreach (var partner in await partners.OfAsync(who.Scope, cancellationToken))
        {
            summaries.Add(Summary(partner, await LookAsync(partner, ended: 0, cancellationToken)));
        }

        return summaries;
    }

    /// <summary>Null: there is none, or not for this operator.</summary>
    public async Task<PartnerDetail?> FindAsync(SignedInOperator who, string code, CancellationToken cancellationToken)
    {
        if (await partners.FindAsync(who.Scope, code, cancellationToken) is not { } partner)
        {
            return null;
        }

        var (looks, now) = (await LookAsync(partner, MostEnded, cancellationToken), time.GetUtcNow());
        return new PartnerDetail(
            Summary(partner, looks), partner.CreatedAt, partner.Passwords.Current is not null, After(partner.Passwords.PreviousUntil, now),
            [.. looks.Select(look => Detail(look, showQuery: who.MayDo(OperatorRole.Admin), now))]);
    }

    private async Task<List<(SubscriptionLine Line, ReceiverStanding Standing)>> LookAsync(Partner partner, int ended, CancellationToken cancellationToken)
    {
        var looks = new List<(SubscriptionLine, ReceiverStanding)>();
        foreach (var line in await lines.ListAsync(partner.Id, ended, cancellationToken))
        {
            looks.Add((line, await notices.StandingAsync(line.Id, cancellationToken)));
        }

        return looks;
    }

    private PartnerSummary Summary(Partner partner, List<(SubscriptionLine Line, ReceiverStanding Standing)> looks)
    {
        var live = looks.FindAll(look => look.Line.DeletedAt is null);
        var state = live.Count == 0 ? "unsubscribed"
            : live.Exists(look => look.Line.State == "disabled") ? "disabled"
            : live.Exists(look => look.Line.State == "failing") ? "failing"
            : "active";
        return new PartnerSummary(partner.Code, partner.Name, partner.Tenants, state, live.Count, View([.. live.Select(look => look.Standing)], time.GetUtcNow()));
    }

    private static SubscriptionDetail Detail((SubscriptionLine Line, ReceiverStanding Standing) look, bool showQuery, DateTimeOffset now)
    {
        var line = look.Line;
        return new SubscriptionDetail(
            line.Reference, showQuery ? line.CallbackUrl : WithoutQuery(line.CallbackUrl), line.Method, line.SmsStatus,
            line.Signatures.Name(), line.VerifyingKey, line.PreviousVerifyingKeys?.Split(' ') ?? [], line.State, StoredTime.At(line.LoggedAt),
            StoredTime.At(line.FailingSince), StoredTime.At(line.DisabledAt), line.DisabledReason, StoredTime.At(line.DeletedAt), After(StoredTime.At(line.PreviousSecretUntil), now),
            View([look.Standing], now));
    }

    private static StandingView View(IReadOnlyList<ReceiverStanding> standings, DateTimeOffset now)
    {
        var tries = standings.Sum(standing => standing.Tries);
        var failure = standings.Select(standing => standing.LastFailure).OfType<DeliveryRow>().MaxBy(row => row.StartedAt);
        return new StandingView(
            tries, tries == 0 ? null : standings.Sum(standing => standing.Tries * (standing.SuccessShare ?? 0)) / tries,
            standings.Max(standing => standing.P95) is { } p95 ? (long)p95.TotalMilliseconds : null,
            standings.Max(standing => standing.LastSuccessAt),
            failure is null ? null : new FailureView(StoredTime.At(failure.StartedAt), failure.Status, Why(failure)),
            standings.Sum(standing => standing.Waiting),
            standings.Max(standing => standing.OldestWaits) is { } oldest ? now - oldest : null);
    }

    private static string Why(DeliveryRow failure) =>
        (failure.Detail ?? "It failed.") + (failure.Status is { } status ? string.Create(CultureInfo.InvariantCulture, $" (HTTP {status})") : "");

    private static string WithoutQuery(string url) => url.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? url[..at] + "?…" : url;

    private static DateTimeOffset? After(DateTimeOffset? at, DateTimeOffset now) => at > now ? at : null;
}
