using SmsBridge.Ledger;
using SmsBridge.Numbers;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts;

namespace SmsBridge.Holding.Digests;

/// <summary>Reads how it stands with a tenant's digest, for all faces.</summary>
internal sealed class DigestViews(DigestStore store, TextDirectory texts, TimeProvider time)
{
    public async Task<DigestView> OfAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var rule = await store.FindAsync(tenant.Id, cancellationToken);
        var own = (await store.TextsAsync(tenant.Id, cancellationToken)).ToDictionary(row => row.Language, row => row.Text, StringComparer.Ordinal);
        var waiting = await store.WaitingAsync(tenant.Id, cancellationToken);
        var view = new DigestView(tenant.Identifier, rule is { IsOn: not 0 })
        {
            Possible = [.. DigestRule.Receipts.Select(static type => type.ToString()).Order(StringComparer.Ordinal)],
            Waiting = Math.Min(waiting, HeldMessages.MostCounted), WaitingMore = waiting > HeldMessages.MostCounted, Variables = DigestText.Variables,
            Texts = [.. own.Keys.Append(texts.LanguageOf(tenant.Id)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(language => TextOf(language, own.GetValueOrDefault(language)))],
        };
        return view.Enabled ? view with { At = rule!.SendAt, Zone = rule.TimeZone, Events = rule.EventNames, Next = rule.DueAfter(time.GetUtcNow()) } : view;
    }

    private DigestTextView TextOf(string language, string? own)
    {
        var text = own ?? DigestText.ProductsIn(language);
        var sample = DigestText.Render(text, DigestText.Sample(texts.FormatOf(language)), texts.FormatOf(language));
        return new DigestTextView(language, own is null ? "product" : "tenant", text, sample, SegmentCount.Of(sample).Segments);
    }
}
