using System.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Partners;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge partner add|tenants|remove</c>.</summary>
internal static class PartnerChangeCommands
{
    public static Command Add(VerbHost host)
    {
        var code = PartnerCommands.Code();
        var tenants = TenantsOption("--tenant", "A tenant whose transactions it is told of; repeat it for more.");
        tenants.Required = true;
        var name = new Option<string?>("--name") { HelpName = "TEXT", Description = "Who that is, for people." };
        return host.Define(
            new Command("add", "A new partner; its password is shown once.") { code, tenants, name },
            (call, _) => AddAsync(call, new PartnerWish(call.Parsed.GetRequiredValue(code), call.Parsed.GetValue(name), call.Parsed.GetRequiredValue(tenants))),
            mayCreate: true);
    }

    public static Command Tenants(VerbHost host)
    {
        var code = PartnerCommands.Code();
        var (add, remove) = (TenantsOption("--add", "A tenant to add; repeat it for more."), TenantsOption("--remove", "A tenant to take away; repeat it for more."));
        return host.Define(
            new Command("tenants", "Whose transactions a partner is told of; changes that, too.") { code, add, remove },
            (call, cancellationToken) => call.ForPartnerAsync(
                call.Parsed.GetRequiredValue(code),
                partner => TenantsAsync(call, partner, call.Parsed.GetValue(add) ?? [], call.Parsed.GetValue(remove) ?? [], cancellationToken), cancellationToken));
    }

    public static Command Remove(VerbHost host)
    {
        var code = PartnerCommands.Code();
        var yes = new Option<bool>("--yes") { Description = "Do not ask for the code again." };
        return host.Define(
            new Command("remove", "Ends a partner's password and subscriptions; what it was told stays on the record.") { code, yes },
            (call, cancellationToken) => call.ForPartnerAsync(
                call.Parsed.GetRequiredValue(code), partner => RemoveAsync(call, partner, call.Parsed.GetValue(yes), cancellationToken), cancellationToken));
    }

    private static async Task<int> AddAsync(VerbCall call, PartnerWish wish)
    {
        var output = call.Output;
        switch (await call.Service<PartnerVerbs>().AddAsync(Caller.CommandLine, wish))
        {
            case Outcome.Secret { Value: var password }:
                output.Result(
                    new PartnerAddedView(wish.Code, wish.Name, Sorted(wish.Tenants!), password), ResultJson.Of.PartnerAddedView, view => Tell(output, view));
                call.HintAtUnregistered(wish.Tenants!);
                return ExitCodes.Done;
            case Outcome.Exists:
                return output.Refuse($"There is a partner {wish.Code} already. For a new password: {Verbs.Program} partner rotate {wish.Code}");
            case var refused:
                return output.Refuse(((Outcome.Refused)refused).Words, ExitCodes.Usage);
        }
    }

    private static async Task<int> TenantsAsync(VerbCall call, Partner partner, string[] add, string[] remove, CancellationToken cancellationToken)
    {
        var wanted = Sorted(partner.Tenants.Except(remove, StringComparer.Ordinal).Union(add, StringComparer.Ordinal));
        if (!wanted.SequenceEqual(partner.Tenants, StringComparer.Ordinal)
            && await call.Service<PartnerVerbs>().SetTenantsAsync(Caller.CommandLine, partner.Code, wanted, cancellationToken) is var outcome and not Outcome.Done)
        {
            return outcome is Outcome.Refused refused ? call.Output.Refuse(refused.Words) : call.Output.RefuseUnknownPartner(partner.Code);
        }

        call.Output.Result(
            await PartnerCommands.ViewAsync(call, partner with { Tenants = wanted }, cancellationToken), ResultJson.Of.PartnerView,
            view => call.Output.Line(view.Tenants.Count == 0
                ? $"Partner {partner.Code} is told of no tenant's transactions."
                : $"Partner {partner.Code} is told of the transactions of: {string.Join(", ", view.Tenants)}."));
        call.HintAtUnregistered(add);
        return ExitCodes.Done;
    }

    private static async Task<int> RemoveAsync(VerbCall call, Partner partner, bool yes, CancellationToken cancellationToken)
    {
        var (output, code) = (call.Output, partner.Code);
        var typed = yes ? code : await output.AskAsync(
            $"This ends the password and all subscriptions of partner {code}. Type its code to go on (--yes does not ask):", cancellationToken);
        var ended = (await call.Service<SubscriptionStore>().ListAsync(partner.Id, cancellationToken)).Count;
        var outcome = await call.Service<PartnerVerbs>().RemoveAsync(Caller.CommandLine, code, typed, cancellationToken);
        if (outcome is not Outcome.Done)
        {
            return outcome is Outcome.Refused ? output.Refuse("That is not the code. Nothing was removed.") : output.RefuseUnknownPartner(code);
        }

        output.Result(
            new PartnerRemovedView(code, ended), ResultJson.Of.PartnerRemovedView,
            view => output.Line($"Partner {code} is removed, with {view.Subscriptions} {(view.Subscriptions == 1 ? "subscription" : "subscriptions")}; what it was told stays on the record."));
        return ExitCodes.Done;
    }

    private static Option<string[]> TenantsOption(string name, string description) => new(name) { HelpName = "ID", Description = description };

    private static List<string> Sorted(IEnumerable<string> identifiers) => [.. identifiers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>A tenant may register later; a misspelt one never does.</summary>
    private static void Tell(VerbOutput output, PartnerAddedView added)
    {
        output.Line($"Partner {added.PartnerCode} is added, and told of the transactions of: {string.Join(", ", added.Tenants)}.");
        output.Line();
        output.Line("Its password, shown only now:");
        output.Line($"  {added.Password}");
    }
}
