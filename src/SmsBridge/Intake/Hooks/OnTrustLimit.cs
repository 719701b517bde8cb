using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Tenants;
using SmsBridge.Web.Limits;

namespace SmsBridge.Intake.Hooks;

/// <summary>
/// What a tenant that nobody has proved may leave on the record: so many events in all, and so many a minute. It may be a stranger, who would fill the
/// disk; and a stranger who registers one such tenant after another has together what <c>MaxOnTrust</c> of them have. Once it is proved nothing is counted.
/// </summary>
internal sealed class OnTrustLimit(KeptEvents kept, IOptions<RegistrationOptions> options, TimeProvider time)
{
    private const int MostRemembered = 1_000;

    private readonly RegistrationOptions _options = options.Value;
    private readonly MinuteLimit<long> _rate = new(() => options.Value.MaxEventsOnTrustPerMinute, time);
    private readonly MinuteLimit<long> _told = new(1, time);
    private readonly WindowCounter<bool> _all = new(time, new WindowRules<bool> { Length = options.Value.TrustFor });
    private readonly ConcurrentDictionary<long, Lazy<Task<Tally>>> _tallies = new(); // by tenant

    private int MostOfAll => Math.Max(1, _options.MaxOnTrust) * _options.MaxEventsOnTrust;

    /// <summary>Counts one more event of a tenant on trust.</summary>
    /// <returns>When it may be tried again; null: it may be kept.</returns>
    public async ValueTask<TimeSpan?> CountAsync(Tenant tenant)
    {
        if (_rate.Count(tenant.Id) is { } rest)
        {
            return rest;
        }

        var tally = await TallyAsync(tenant.Id);
        return Interlocked.Increment(ref tally.Count) > _options.MaxEventsOnTrust || _all.Count(true).Count > MostOfAll ? _options.VerifyInterval : null;
    }

    /// <summary>Counts what one event of a tenant on trust brought beside itself: rows are rows, however many came in one call. Of a proved tenant nothing is counted.</summary>
    /// <returns>There is no room for them.</returns>
    public async ValueTask<bool> CountAsync(Tenant tenant, int events)
    {
        if (tenant.TrustedUntil is null)
        {
            return false;
        }

        var tally = await TallyAsync(tenant.Id);
        var isFull = Interlocked.Add(ref tally.Count, events) > _options.MaxEventsOnTrust;
        for (var each = 0; each < events; each++)
        {
            isFull |= _all.Count(true).Count > MostOfAll;
        }

        return isFull;
    }

    /// <summary>What is refused is on the record once a minute, so that it is seen.</summary>
    public bool IsWorthARow(Tenant tenant) => _told.Count(tenant.Id) is null;

    private async Task<Tally> TallyAsync(long tenantId)
    {
        if (_tallies.Count >= MostRemembered)
        {
            _tallies.Clear(); // most are gone by now; who is not is counted anew
        }

        var tally = _tallies.GetOrAdd(tenantId, id => new Lazy<Task<Tally>>(() => LookAsync(id)));
        try
        {
            return await tally.Value;
        }
        catch
        {
            _tallies.TryRemove(KeyValuePair.Create(tenantId, tally));
            throw;
        }
    }

    private async Task<Tally> LookAsync(long tenantId) => new() { Count = await kept.CountAsync(tenantId, _options.MaxEventsOnTrust + 1) };

    private sealed class Tally
    {
        public int Count;
    }
}
