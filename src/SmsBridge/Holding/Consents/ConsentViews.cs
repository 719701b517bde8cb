using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Holding.Consents;

/// <summary>Reads how it stands with consent, for all faces. Whose tenant it is, the caller has made sure of.</summary>
internal sealed class ConsentViews(HoldDirectory holds, ConsentRecords records, OptOuts optOuts, IOptions<NumberOptions> numbers)
{
    private const int MostChanges = 100;

    public async Task<ConsentView> OfAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await holds.RefreshAsync(cancellationToken); // the command line has not read it, and another node may have been faster
        return new ConsentView(tenant.Identifier, [.. Enum.GetValues<EventClass>().Select(kind => RuleOf(tenant, kind)).Select(static each =>
            new ConsentRuleView(EventClasses.NameOf(each.Kind), ConsentModes.NameOf(each.Rule.Mode), each.Rule.IsOwn ? "tenant" : "settings"))]);
    }

    /// <summary>What a number has said, and what of it holds.</summary>
    public async Task<Outcome> FindAsync(Tenant tenant, string? number, CancellationToken cancellationToken)
    {
        if (NumberOf(tenant, number) is not { } client)
        {
            return NoNumber;
        }

        await holds.RefreshAsync(cancellationToken);
        var rows = await records.OfNumberAsync(tenant.Id, client.Value, MostChanges, cancellationToken);
        var standing = new List<ConsentStandingView>();
        foreach (var kind in Enum.GetValues<EventClass>())
        {
            var (name, mode) = (EventClasses.NameOf(kind), RuleOf(tenant, kind).Rule.Mode);
            var last = await records.LastOfAsync(tenant.Id, client.Value, name); // which may stand beyond what is shown
            standing.Add(new ConsentStandingView(name, ConsentModes.NameOf(mode), new ConsentNeed(name, mode == ConsentMode.OptIn).Allows(last?.IsGiven))
            {
                Given = last?.IsGiven, Since = StoredTime.At(last?.At),
            });
        }

        var stopped = StoredTime.At(await optOuts.SinceAsync(tenant.Id, client));
        var view = new ConsentNumberView(tenant.Identifier, client.Masked, standing, [.. rows.Select(ConsentChangeView.Of)]) { StoppedSince = stopped };
        var goes = string.Join(", ", standing.Where(static each => each.MayGo).Select(static each => each.Class));
        return new ConsentFound(
            stopped is not null ? $"{client.Masked} gets no SMS of {tenant.Identifier}: it replied STOP, which blocks every class until START, or until it is lifted."
            : goes.Length == 0 ? $"{client.Masked} gets no text of any class of {tenant.Identifier}."
            : $"{client.Masked} gets texts of these classes of {tenant.Identifier}: {goes}.", view);
    }

    /// <summary>Null: it can not be read as one.</summary>
    public Msisdn? NumberOf(Tenant tenant, string? number) =>
        NumberParser.TryParse(number ?? "", tenant.DefaultRegion ?? numbers.Value.DefaultRegion, out var client, out _) ? client : null;

    public static Outcome.Refused NoNumber { get; } = new("That can not be read as one telephone number; give it alone and with its country code, such as +254712345678.", "number");

    private (EventClass Kind, ConsentRule Rule) RuleOf(Tenant tenant, EventClass kind) => (kind, holds.ConsentOf(tenant.Id)?.RuleOf(kind) ?? default);
}
