using SmsBridge.Intake.Hooks;
using SmsBridge.Ledger;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Intake.Campaigns;

/// <summary>Takes in the texts of one call: all of them are on disk when it returns, in one commit, or none.</summary>
internal sealed class GatewayIntake(
    EventInbox inbox, DeliveryStatusStore standings, RefusalLimit refusals, RelayBell bell, GatewayTexts read, ILogger<GatewayIntake> logger)
{
    /// <exception cref="StoreUnavailableException">Nothing was stored.</exception>
    public async Task AcceptAsync(KnownKey key, string? source, IReadOnlyList<GatewayEntry> entries)
    {
        var texts = await KeptAsync(key.Tenant.Id, read.Of(key, source, entries));
        if (texts.Count > 0)
        {
            var stored = await inbox.AppendAllAsync(texts);
            Ring(texts); // after the commit, never before
            logger.TextsTaken(key.Tenant.Identifier, texts.Count, stored.Count(one => one.TwinId is not null), texts.Count(text => text.Verdict == Verdict.Refused));
        }
    }

    private void Ring(List<NewEvent> texts)
    {
        if (texts.Exists(text => text.Sealed is not null))
        {
            bell.RingForCode();
        }
        else
        {
            bell.Ring();
        }
    }

    /// <summary>
    /// What the core asks about by its number must be there, whatever is wrong with it: one refusal of each number, which says all the core can be told. Of other
    /// refusals not more than are worth a row.
    /// </summary>
    private async Task<List<NewEvent>> KeptAsync(long tenantId, List<NewEvent> texts)
    {
        var numbers = texts.Where(text => text.Verdict == Verdict.Refused).Select(text => text.InternalId).OfType<long>().ToHashSet();
        if (numbers.Count > 0)
        {
            var known = await standings.FindAtOnceAsync(tenantId, numbers);
            numbers.ExceptWith(known.Where(text => text.Verdict == (long)Verdict.Refused).Select(text => text.InternalId));
        }

        return [.. texts.Where(text =>
            text.Verdict == Verdict.Accepted
            || (text.InternalId is { } number ? numbers.Remove(number) : refusals.IsWorthARow(tenantId, isTenants: true)))];
    }
}
