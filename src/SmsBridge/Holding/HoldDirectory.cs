using System.Collections.Frozen;
using System.Data.Common;
using Microsoft.Extensions.Options;
using SmsBridge.Holding.Consents;
using SmsBridge.Holding.Digests;
using SmsBridge.Prices;
using SmsBridge.Store;

namespace SmsBridge.Holding;

/// <summary>What holds for a tenant.</summary>
/// <param name="Rule">Of its surge gate; null: it is off.</param>
/// <param name="Hours">By their start, those in which something was held.</param>
/// <param name="Pauses">In which events are recorded without being told.</param>
internal sealed record TenantHolding(SurgeRule? Rule, FrozenDictionary<long, SurgeHour> Hours, IReadOnlyList<ImportPause> Pauses)
{
    /// <summary>What its SMS may cost in a month; null: there is no cap.</summary>
    public SpendCap? Cap { get; init; }

    public static TenantHolding Of(SurgeRule? rule) => new(rule, FrozenDictionary<long, SurgeHour>.Empty, []);

    /// <summary>Null: there was none then.</summary>
    public ImportPause? PauseAt(long at)
    {
        foreach (var pause in Pauses)
        {
            if (pause.Covers(at))
            {
                return pause;
            }
        }

        return null;
    }

    /// <summary>When a person last released something; what comes soon afterwards is more of the same.</summary>
    public long? ReleasedAt => Released?.DecidedAt;

    /// <summary>The hour that it was.</summary>
    public SurgeHour? Released { get; } = Hours.Values.Where(hour => hour.State is SurgeState.Releasing or SurgeState.Released).MaxBy(hour => hour.DecidedAt);

    /// <summary>Until when the gate stands open after a release; null: it does not.</summary>
    public DateTimeOffset? OpenUntil(DateTimeOffset now) =>
        Rule is not null && ReleasedAt is { } at && StoredTime.At(at) + SurgeGate.OpenAfterRelease is var until && until > now ? until : null;

    /// <summary>The same in words that go on "it is …".</summary>
    public string? OpenWords(DateTimeOffset now) => OpenUntil(now) is { } until && Released is { } hour
        ? FormattableString.Invariant($"open until {until:HH:mm} UTC, because the hour from {StoredTime.At(hour.StartsAt):yyyy-MM-dd HH:mm} UTC was released")
        : null;
}

/// <summary>
/// All tenants' rules and held hours in memory, because every SMS asks. An immutable snapshot, replaced as a whole after each change, so that readers take no lock. Of a
/// tenant without any of it there is nothing to look at.
/// </summary>
internal sealed class HoldDirectory(HoldStore store, IOptions<HoldingOptions> options)
    : MemoryDirectory<HoldDirectory.Snapshot>(new Snapshot(0, FrozenDictionary<long, SurgeRule>.Empty, FrozenDictionary<long, TenantHolding>.Empty, []))
{
    private readonly TenantHolding? _default = options.Value.SurgeGate ? TenantHolding.Of(new SurgeRule(true, options.Value.SurgeFloor, options.Value.SurgeTimes)) : null;

    private readonly ConsentNeeds? _consent = ConsentNeeds.Of([], options.Value.PromotionalOptIn);

    /// <summary>Null: nothing holds for it, and nothing is counted.</summary>
    public TenantHolding? Of(long tenantId) => Kept.Tenants.GetValueOrDefault(tenantId) ?? _default;

    /// <summary>What its SMS may cost in a month; null: there is no cap.</summary>
    public SpendCap? CapOf(long tenantId) => Kept.Caps.Count == 0 ? null : Kept.Tenants.GetValueOrDefault(tenantId)?.Cap;

    /// <summary>Whether and when a client's receipts of a day are told as one SMS, also a rule that is off by now; null: there never was one.</summary>
    public DigestRule? DigestOf(long tenantId) => Kept.Digests.Count == 0 ? null : Kept.Digests.GetValueOrDefault(tenantId);

    /// <summary>The tenant's own words of a digest; null: it has none in that language.</summary>
    public string? DigestTextOf(long tenantId, string language) => Kept.DigestTexts.GetValueOrDefault((tenantId, language));

    /// <summary>Which of its texts ask for consent; null: none.</summary>
    public ConsentNeeds? ConsentOf(long tenantId) => Kept.Consents.Count == 0 ? _consent : Kept.Consents.GetValueOrDefault(tenantId) ?? _consent;

    /// <summary>Of all tenants that have or had one.</summary>
    public IReadOnlyList<SpendCap> Caps => Kept.Caps;

    /// <summary>Hours about which a person has decided, and whose messages do not all know it yet.</summary>
    public IEnumerable<SurgeHour> Moving => Hours.Where(hour => hour.IsMoving);

    /// <summary>Of all tenants.</summary>
    public IEnumerable<SurgeHour> Hours => Kept.Tenants.Values.SelectMany(tenant => tenant.Hours.Values);

    /// <summary>The rule in force, also one that is off.</summary>
    public SurgeRule RuleOf(long tenantId) => Kept.Rules.GetValueOrDefault(tenantId) ?? RuleBy(new SurgeRuleRow { IsOn = options.Value.SurgeGate ? 1 : 0 });

    /// <summary>A tenant's own rule, with the settings for what it does not say.</summary>
    public SurgeRule RuleBy(SurgeRuleRow row) => new(row.IsOn != 0, row.Floor ?? options.Value.SurgeFloor, row.Times ?? options.Value.SurgeTimes) { Own = row };

    protected override long VersionOf(Snapshot kept) => kept.Version;

    protected override Task<long> StoredVersionAsync(CancellationToken cancellationToken) => store.VersionAsync(cancellationToken);

    protected override async Task<Snapshot> LoadAsync(CancellationToken cancellationToken) => Read(await store.LoadAsync(cancellationToken));

    private Snapshot Read(HoldRows rows)
    {
        var rules = rows.Rules.ToFrozenDictionary(row => row.TenantId, RuleBy);
        var hours = rows.Hours.ToLookup(row => row.TenantId);
        var pauses = rows.Pauses.ToLookup(row => row.TenantId);
        var caps = rows.Caps.Where(cap => cap.IsOn != 0).ToDictionary(cap => cap.TenantId);
        var tenants = rules.Keys.Union(hours.Select(group => group.Key)).Union(pauses.Select(group => group.Key)).Union(caps.Keys).ToFrozenDictionary(
            tenantId => tenantId,
            tenantId => new TenantHolding(InForce(rules.GetValueOrDefault(tenantId)), hours[tenantId].ToFrozenDictionary(hour => hour.StartsAt), [.. pauses[tenantId]]) { Cap = caps.GetValueOrDefault(tenantId) });
        return new Snapshot(rows.Version, rules, tenants, rows.Caps)
        {
            Digests = rows.Digests.ToFrozenDictionary(rule => rule.TenantId), DigestTexts = rows.DigestTexts.ToFrozenDictionary(row => (row.TenantId, row.Language), row => row.Text),
            Consents = rows.Consents.GroupBy(row => row.TenantId).Select(group => (group.Key, Needs: ConsentNeeds.Of([.. group], options.Value.PromotionalOptIn)))
                .Where(each => each.Needs is not null).ToFrozenDictionary(each => each.Key, each => each.Needs!),
        };
    }

    private SurgeRule? InForce(SurgeRule? own) => own is null ? _default?.Rule : own.IsOn ? own : null;

    internal sealed record Snapshot(long Version, FrozenDictionary<long, SurgeRule> Rules, FrozenDictionary<long, TenantHolding> Tenants, IReadOnlyList<SpendCap> Caps)
    {
        public FrozenDictionary<long, DigestRule> Digests { get; init; } = FrozenDictionary<long, DigestRule>.Empty;

        public FrozenDictionary<long, ConsentNeeds> Consents { get; init; } = FrozenDictionary<long, ConsentNeeds>.Empty;

        public FrozenDictionary<(long TenantId, string Language), string> DigestTexts { get; init; } = FrozenDictionary<(long TenantId, string Language), string>.Empty;
    }
}

/// <summary>Looks for what another node or the command line decided.</summary>
internal sealed class HoldWatcher(HoldDirectory holds, IOptions<HoldingOptions> options, TimeProvider time, ILogger<HoldWatcher> logger) : DirectoryWatcher(time)
{
    protected override TimeSpan Poll => options.Value.DirectoryPoll;

    protected override Task LookAsync(CancellationToken cancellationToken) => holds.RefreshAsync(cancellationToken);

    protected override void TellTrouble(DbException exception) => logger.HoldsNotRead(exception);
}
