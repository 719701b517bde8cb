using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.TenantTexts;

/// <summary>What holds for all texts of a tenant: its language, and the hours in which its clients are not written to. Scope, checks and audit are here.</summary>
internal sealed class TextSettings(TenantAccess tenants, TextStore store, TextDirectory texts, QuietHolds held, AuditLog audit, MessageExpiry expiry)
{
    private static readonly TimeSpan NearlyADay = TimeSpan.FromHours(20);

    /// <summary>What is absent stays as it is.</summary>
    public Task<Outcome> SetAsync(Caller caller, string identifier, TextSettingsRequest request) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (request is { Language: null, QuietHours: null, TimeZone: null })
            {
                return new Outcome.Invalid("Say what to set: language, or quietHours with timeZone.", "language");
            }

            if (request.Language is { } wanted && !TextVerbs.IsLanguage(wanted))
            {
                return TextVerbs.NoLanguage();
            }

            if (Read(tenant, request, out var quiet) is { } problem)
            {
                return problem;
            }

            if (quiet.Count == 0 && (request.TimeZone is not null || request.Language is null))
            {
                return new Outcome.Refused("There are no quiet hours to go by it. Say which with it: quietHours, as in {\"collection\":\"19:00-07:00\"}.", "quietHours");
            }

            var before = WordsOf(tenant);
            if (request.Language is { } language)
            {
                await store.SetLanguageAsync(tenant.Id, language);
            }

            if (quiet.Count > 0)
            {
                await store.SetQuietHoursAsync(tenant.Id, quiet);
            }

            await texts.ReloadAsync(CancellationToken.None);
            if (quiet.Count > 0)
            {
                await held.QuietHoursChangedAsync(tenant.Id);
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Text, before: before, after: WordsOf(tenant)));
            return new Outcome.Done($"{tenant.Identifier} {WordsOf(tenant)}.{NearlyAlways(quiet)}{Lost(tenant, quiet)}");
        }, ownToo: true);

    private Outcome.Refused? Read(Tenant tenant, TextSettingsRequest request, out Dictionary<EventClass, QuietHours?> quiet)
    {
        quiet = [];
        var zone = texts.ZoneOf(tenant.Id);
        if (request.TimeZone is { } name && (!TimeZones.Knows(name) || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone)))
        {
            return new Outcome.Refused($"There is no time zone {name}. Zones are named as in Africa/Nairobi.", "timeZone");
        }

        if (request.TimeZone is not null)
        {
            foreach (var kind in Enum.GetValues<EventClass>())
            {
                if (texts.QuietHoursOf(tenant.Id, kind) is { } known)
                {
                    quiet[kind] = known with { Zone = zone! }; // a tenant has one clock: hours of two would be shown by the wrong one
                }
            }
        }

        foreach (var (kindName, hours) in request.QuietHours ?? [])
        {
            if (EventClasses.Find(kindName) is not { } kind)
            {
                return new Outcome.Refused($"There is no class {kindName}. There are: {EventClasses.Names}; one at a time.", "quietHours");
            }

            if (string.IsNullOrWhiteSpace(hours))
            {
                quiet[kind] = null;
            }
            else if (!QuietHours.TryParse(hours, out var begins, out var ends))
            {
                return new Outcome.Refused("Quiet hours are written as in 19:00-07:00, and are not the whole day. To tell nobody of an event, switch it off.", "quietHours");
            }
            else if (zone is null)
            {
                return new Outcome.Refused("Say whose clock the quiet hours go by: timeZone, as in Africa/Nairobi.", "timeZone");
            }
            else
            {
                quiet[kind] = new QuietHours(begins, ends, zone);
            }
        }

        return null;
    }

    /// <summary>It may be meant, and is more often a slip.</summary>
    private static string NearlyAlways(Dictionary<EventClass, QuietHours?> quiet) =>
        string.Concat(quiet.Where(each => each.Value is { } hours && hours.Length >= NearlyADay)
            .Select(each => FormattableString.Invariant($" Look again: that leaves {EventClasses.NameOf(each.Key)} texts {TimeSpan.FromDays(1) - each.Value!.Length:h\\:mm} hours of the day.")));

    /// <summary>A warning of what would wait longer than it lives.</summary>
    private string Lost(Tenant tenant, Dictionary<EventClass, QuietHours?> quiet)
    {
        var lost = texts.KindsOf(tenant.Id)
            .Where(kind => texts.SettingOf(tenant.Id, kind).IsOn && quiet.GetValueOrDefault(kind.Class) is { } hours && expiry.Of(kind.Type) is { } longest && longest < hours.Length)
            .Select(kind => $"{kind.Name} ({expiry.Of(kind.Type):c})").ToList();
        return lost.Count == 0 ? "" : $" Shorter than that live, and so are given up when they come early in those hours: {string.Join(", ", lost)}. Relay:Expiry sets how long.";
    }

    private string WordsOf(Tenant tenant) =>
        $"writes in {texts.LanguageOf(tenant.Id)}" + string.Concat(Enum.GetValues<EventClass>()
            .Select(kind => (kind, Hours: texts.QuietHoursOf(tenant.Id, kind))).Where(each => each.Hours is not null)
            .Select(each => $", {EventClasses.NameOf(each.kind)} texts not at {each.Hours!.Words} ({each.Hours.Zone.Id})"));
}
