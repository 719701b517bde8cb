using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Holding.Digests;

/// <summary>What people do about a tenant's digest: scope, checks and audit are here, so that pages, API and command line need only say what came of it.</summary>
internal sealed class DigestVerbs(TenantAccess tenants, DigestStore store, HoldDirectory holds, TextDirectory texts, ITenantClock clock, AuditLog audit, TimeProvider time)
{
    /// <summary>Sets the rule, or takes it away.</summary>
    public Task<Outcome> SetAsync(Caller caller, string identifier, DigestRequest? request, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
            request is not { Enabled: { } isOn } ? new Outcome.Refused("enabled must be true or false.", "enabled")
            : isOn ? await SwitchOnAsync(caller, tenant, request, cancellationToken)
            : await SwitchOffAsync(caller, tenant, cancellationToken));

    /// <summary>The words of its digests in one language.</summary>
    /// <param name="text">Null or empty: the product's again.</param>
    public Task<Outcome> WriteAsync(Caller caller, string identifier, string language, string? text, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (!TextVerbs.IsLanguage(language))
            {
                return TextVerbs.NoLanguage();
            }

            var words = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
            if (words is not null && DigestText.FaultOf(words, texts.FormatOf(language)) is { } fault)
            {
                return new Outcome.Refused(fault, "text");
            }

            var own = await store.TextsAsync(tenant.Id, cancellationToken);
            var before = own.Find(row => row.Language == language)?.Text;
            if (before == words)
            {
                return new Outcome.Unchanged(words is null ? $"{tenant.Identifier} has no words of its own for a digest in {language}." : "That is what its digests say already.");
            }

            if (before is null && own.Count >= TextStore.MostLanguages)
            {
                return new Outcome.Refused($"A tenant has texts in at most {TextStore.MostLanguages} languages.", "language");
            }

            await store.SetTextAsync(tenant.Id, language, words, session => audit.Record(session, caller.DidTo(
                tenant, AuditActions.Digest, before: $"{language}: {before ?? DigestText.ProductsIn(language)}", after: $"{language}: {words ?? DigestText.ProductsIn(language)}")));
            await holds.ReloadAsync(CancellationToken.None);
            return new Outcome.Done(words is null ? $"Digests of {tenant.Identifier} in {language} have the product's words again." : $"Digests of {tenant.Identifier} in {language} have these words from now on.");
        });

    private async Task<Outcome> SwitchOnAsync(Caller caller, Tenant tenant, DigestRequest request, CancellationToken cancellationToken)
    {
        var before = await store.FindAsync(tenant.Id, cancellationToken);
        var zone = request.Zone?.Trim() is { Length: > 0 } given ? given
            : before?.TimeZone ?? (await clock.ZoneOfAsync(tenant.Id, cancellationToken))?.Id ?? TimeZoneInfo.Utc.Id;
        var at = request.At?.Trim() ?? before?.SendAt ?? "";
        var events = (request.Events ?? before?.EventNames ?? [.. DigestRule.Receipts.Select(static type => type.ToString())])
            .Select(static name => name.Trim().Replace('_', ' ').ToUpperInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (WhyNot(tenant, at, zone, events) is { } refused)
        {
            return refused;
        }

        var rule = new DigestRule { TenantId = tenant.Id, IsOn = 1, SendAt = at, TimeZone = zone, Events = DigestRule.Join(events) };
        var words = WordsOf(tenant, rule);
        await store.SetAsync(rule, session => audit.Record(session, caller.DidTo(tenant, AuditActions.Digest, before: WordsOf(tenant, before), after: words)));
        await holds.ReloadAsync(CancellationToken.None);
        return new Outcome.Done(words);
    }

    private async Task<Outcome> SwitchOffAsync(Caller caller, Tenant tenant, CancellationToken cancellationToken)
    {
        var before = WordsOf(tenant, await store.FindAsync(tenant.Id, cancellationToken));
        if (!await store.SwitchOffAsync(tenant.Id, session => audit.Record(session, caller.DidTo(tenant, AuditActions.Digest, before: before, after: WordsOf(tenant, null)))))
        {
            return new Outcome.Unchanged(WordsOf(tenant, null));
        }

        await holds.ReloadAsync(CancellationToken.None);
        return new Outcome.Done($"{WordsOf(tenant, null)} What waited goes out, each by itself.");
    }

    private Outcome.Refused? WhyNot(Tenant tenant, string at, string zone, List<string> events) =>
        !QuietHours.TryTime(at, out _) ? new Outcome.Refused("at must be a time of the day, such as 18:00.", "at")
        : !TimeZones.Knows(zone) ? new Outcome.Refused("zone must be a time zone that this machine knows, such as Africa/Nairobi.", "zone")
        : events.Count == 0 ? new Outcome.Refused("Name at least one event. To have each receipt told by itself, set enabled to false.", "events")
        : events.Find(static name => !DigestRule.Receipts.Any(type => type.ToString() == name)) is { } other
            ? new Outcome.Refused($"{other} can not be told in a digest. Receipts of what a client paid can: {DigestRule.ReceiptNames}.", "events")
        : texts.QuietHoursOf(tenant.Id, EventClass.Transactional) is { } quiet && quiet.WaitUntil(new DigestRule { SendAt = at, TimeZone = zone }.DueAfter(time.GetUtcNow())) is not null
            ? new Outcome.Refused($"At {at} clients of {tenant.Identifier} are not written to (quiet hours {quiet.Words}, {quiet.Zone.Id}). Choose a time outside of them.", "at")
        : null;

    private static string WordsOf(Tenant tenant, DigestRule? rule) =>
        rule is not { IsOn: not 0 }
            ? $"Clients of {tenant.Identifier} get an SMS for each receipt."
            : $"Clients of {tenant.Identifier} get one SMS a day, at {rule.SendAt} by the clock of {rule.TimeZone}, for all receipts of {string.Join(", ", rule.EventNames)}.";
}
