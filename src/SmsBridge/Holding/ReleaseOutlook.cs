using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Holding;

/// <summary>What becomes of held SMS that are released now, in words: they go the whole way, and something else may hold or close them there.</summary>
internal sealed class ReleaseOutlook(HoldDirectory holds, TextDirectory texts, RelaySwitch relay, Database database, TimeProvider time)
{
    /// <param name="types">Of the events that are held.</param>
    /// <param name="hours">In which something is held.</param>
    public async Task<string> WordsAsync(Tenant tenant, IReadOnlyList<EventType> types, IReadOnlyList<SurgeHour> hours, CancellationToken cancellationToken)
    {
        await texts.RefreshAsync(cancellationToken); // a command has read none
        var kinds = types.Select(type => texts.ToldKindOf(tenant.Id, type)).OfType<EventKind>().ToList();
        var off = kinds.Where(kind => !texts.SettingOf(tenant.Id, kind).IsOn).ToList();
        var pauses = await PausesAsync(tenant, hours, cancellationToken);
        string?[] sentences =
        [
            .. pauses.Select(pause => $"What came about in an import pause is closed: {pause.Words}"),
            off.Count == 0 ? null : $"Those of {Names(off)} are closed, as {(off.Count == 1 ? "its text is" : "their texts are")} switched off.",
            Going(tenant, off.Count + pauses.Count == 0 ? "They" : "The others", [.. kinds.Except(off)]),
        ];
        return string.Join(' ', sentences.OfType<string>());
    }

    private string? Going(Tenant tenant, string who, IReadOnlyList<EventKind> kinds)
    {
        const string TooOld = "; what is too old by then is given up.";
        if (kinds.Count == 0)
        {
            return null;
        }

        if (tenant.Pause is not null)
        {
            return $"{who} wait until the tenant is resumed{TooOld}";
        }

        if (!relay.IsOn)
        {
            return $"{who} wait until the bridge sends again, as it is switched off for maintenance (Relay:Enabled){TooOld}";
        }

        var quiet = kinds.Where(kind => texts.QuietHoursOf(tenant.Id, kind.Class)?.WaitUntil(time.GetUtcNow()) is not null).ToList();
        return quiet.Count == 0 ? $"{who} go out within moments, oldest first{TooOld}"
            : quiet.Count == kinds.Count ? $"{who} wait for the end of quiet hours ({Hours(tenant, quiet)}){TooOld}"
            : $"{who} go out within moments, oldest first, but those of {Names(quiet)} wait for the end of quiet hours ({Hours(tenant, quiet)}){TooOld}";
    }

    /// <summary>Those in which something is held that a release would close.</summary>
    private async Task<List<ImportPause>> PausesAsync(Tenant tenant, IReadOnlyList<SurgeHour> hours, CancellationToken cancellationToken)
    {
        var found = new List<ImportPause>();
        if (holds.Of(tenant.Id) is not { Pauses.Count: > 0 } holding)
        {
            return found;
        }

        await using var connection = await database.OpenBriefReadAsync();
        foreach (var pause in holding.Pauses)
        {
            foreach (var range in hours.Select(hour => hour.In(pause)).OfType<HeldRange>())
            {
                if (await HeldMessages.AnyAsync(connection, range, cancellationToken))
                {
                    found.Add(pause);
                    break;
                }
            }
        }

        return found;
    }

    private string Hours(Tenant tenant, IEnumerable<EventKind> kinds) =>
        string.Join(", ", kinds.Select(kind => texts.QuietHoursOf(tenant.Id, kind.Class)!).Select(quiet => $"{quiet.Words} {quiet.Zone.Id}").Distinct(StringComparer.Ordinal));

    private static string Names(IEnumerable<EventKind> kinds) => string.Join(", ", kinds.Select(kind => kind.Name));
}
