using System.Text.Json;
using Microsoft.Extensions.Options;
using SmsBridge.Console.Api;
using SmsBridge.Insight.EventLog;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Pages.Partners;

/// <summary>
/// A partner's notifications, newest first by cursor. A partner's tenants may have been others once: what belongs to a tenant outside the
/// operator's scope is left out, so that a page may be shorter than others.
/// </summary>
internal sealed class PartnerDeliveries(
    VisiblePartners partners, SubscriptionLineStore lines, OperatorTenants scope, NoticeQueries notices, EventQueries events, IOptions<NoticeOptions> options)
{
    private const int MostEnded = 50;

    /// <param name="address">What the next page's query is appended to.</param>
    /// <returns>Null: there is no such partner, or not for this operator.</returns>
    public async Task<DeliveryListView?> ListAsync(
        SignedInOperator who, string code, DeliveryFilter filter, string address, CancellationToken cancellationToken)
    {
        if (await partners.FindAsync(who.Scope, code, cancellationToken) is not { } partner)
        {
            return null;
        }

        var asked = (await lines.ListAsync(partner.Id, MostEnded, cancellationToken)).Where(line => filter.Reference is null || line.Reference == filter.Reference).ToList();
        if (filter.Reference is not null && asked.Count == 0)
        {
            return new DeliveryListView([], null) { IsUnknown = true };
        }

        var (page, hasMore) = filter.Query is { } text
            ? (await AboutAsync(partner, filter, asked, text, cancellationToken), false)
            : await PageAsync(filter, asked, cancellationToken);
        var shown = await VisibleAsync(who, page, cancellationToken);
        return new DeliveryListView(shown.ConvertAll(View), hasMore ? address + (filter with { Before = page[^1].Id }).ToQuery() : null);
    }

    private async Task<(List<NotificationRow> Page, bool HasMore)> PageAsync(DeliveryFilter filter, List<SubscriptionLine> asked, CancellationToken cancellationToken)
    {
        var rows = new List<NotificationRow>();
        foreach (var line in asked)
        {
            rows.AddRange(await notices.ListAsync(line.Id, filter.Before, filter.Notices, DeliveryFilter.PageSize + 1, cancellationToken));
        }

        var ordered = filter.Notices.IsByTime ? rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id) : rows.OrderByDescending(row => row.Id);
        return (ordered.Take(DeliveryFilter.PageSize).ToList(), rows.Count > DeliveryFilter.PageSize);
    }

    /// <summary>Of one payment, or under one webhook-id: few, and all on one page.</summary>
    private async Task<List<NotificationRow>> AboutAsync(
        Partner partner, DeliveryFilter filter, List<SubscriptionLine> asked, string text, CancellationToken cancellationToken) =>
        (await notices.AboutAsync(partner.Id, text, cancellationToken)).FindAll(row =>
            (filter.Reference is null || asked.Exists(line => line.Id == row.SubscriptionId)) && filter.Notices.Takes(row, NoticeFacts.Read(row.Body).Code));

    /// <summary>Null: there is none, or not for this operator.</summary>
    public async Task<DeliveryDetail?> FindAsync(SignedInOperator who, string code, long notificationId, CancellationToken cancellationToken)
    {
        if (await partners.FindAsync(who.Scope, code, cancellationToken) is not { } partner
            || await notices.FindAsync(notificationId, cancellationToken) is not { } row
            || !await lines.IsOfAsync(partner.Id, row.SubscriptionId, cancellationToken)
            || (await VisibleAsync(who, [row], cancellationToken)).Count == 0)
        {
            return null;
        }

        using var body = JsonDocument.Parse(row.Body);
        return new DeliveryDetail(
            View(row), body.RootElement.Clone(),
            (await notices.TriesAsync(notificationId, cancellationToken)).ConvertAll(row => new TryView(
                row.Number, StoredTime.At(row.StartedAt), row.Duration, row.Status, row.Detail, row.Response)),
            row.State == NotificationState.Waiting && !options.Value.Enabled ? DeliveryWords.SwitchedOff : DeliveryWords.OfSettled(row, await notices.BarOfAsync(notificationId, cancellationToken)));
    }

    private DeliveryView View(NotificationRow row)
    {
        var facts = NoticeFacts.Read(row.Body);
        return new DeliveryView(
            row.Id, facts.Reference, row.WebhookId, row.EventId == 0 ? null : row.EventId, DeliveryWords.NameOf(row.Occasion), DeliveryWords.NameOf(row.State),
            facts.Code, facts.TransactionId, StoredTime.At(row.CreatedAt), row.Attempts, options.Value.Enabled ? StoredTime.At(row.DueAt) : null, StoredTime.At(row.FinalAt));
    }

    private async Task<List<NotificationRow>> VisibleAsync(SignedInOperator who, List<NotificationRow> rows, CancellationToken cancellationToken)
    {
        if (who.Scope.IsAll)
        {
            return rows;
        }

        var visible = await scope.VisibleAsync(who, cancellationToken);
        var tenants = await events.TenantsOfAsync(rows.Select(row => row.EventId), cancellationToken);
        return rows.FindAll(row => row.EventId == 0 || (tenants.TryGetValue(row.EventId, out var tenant) && visible.Cover(tenant)));
    }
}
