using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge partner list|show|add|tenants|subscriptions|remove</c>.</summary>
internal sealed class PartnerVerbs(PartnerStore store, SubscriptionStore subscriptions, PartnerAdmin admin, TenantDirectory tenants, TimeProvider time)
{
    public async Task<int> ListAsync(VerbOutput output, CancellationToken cancellationToken)
    {
        List<PartnerView> partners = [];
        foreach (var partner in await store.AllAsync(cancellationToken))
        {
            partners.Add(await ViewAsync(partner, cancellationToken));
        }

        output.Result(new PartnerListView(partners), ResultJson.Of.PartnerListView, list => Tell(output, list.Partners));
        return ExitCodes.Done;
    }

    public async Task<int> ShowAsync(VerbOutput output, string code, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(code, cancellationToken) is not { } partner)
        {
            return output.RefuseUnknownPartner(code);
        }

        output.Result(await ViewAsync(partner, cancellationToken), ResultJson.Of.PartnerView, view => Tell(output, view));
        if (partner.Passwords.Current is null)
        {
            output.Hint($"Its password can not be read with this key ring: nothing it sends is accepted. Give it a new one: {Verbs.Program} partner rotate {code}");
        }

        return ExitCodes.Done;
    }

    public async Task<int> AddAsync(VerbOutput output, string code, string? name, IReadOnlyCollection<string> identifiers)
    {
        switch (await admin.AddAsync(code, name, identifiers, Actor.CommandLine))
        {
            case PartnerAddResult.Added added:
                output.Result(
                    new PartnerAddedView(code, name, Sorted(identifiers), added.Password), ResultJson.Of.PartnerAddedView, view => Tell(output, view));
                HintAtUnknown(output, identifiers);
                return ExitCodes.Done;
            case PartnerAddResult.Exists:
                return output.Refuse($"There is a partner {code} already. For a new password: {Verbs.Program} partner rotate {code}");
            case PartnerAddResult.Invalid invalid:
                return output.Refuse(invalid.Detail, ExitCodes.Usage);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public async Task<int> TenantsAsync(
        VerbOutput output, string code, IReadOnlyCollection<string> add, IReadOnlyCollection<string> remove, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(code, cancellationToken) is not { } partner)
        {
            return output.RefuseUnknownPartner(code);
        }

        var wanted = Sorted(partner.Tenants.Except(remove, StringComparer.Ordinal).Union(add, StringComparer.Ordinal));
        if (!wanted.SequenceEqual(partner.Tenants, StringComparer.Ordinal)
            && await admin.SetTenantsAsync(partner, wanted, Actor.CommandLine) is { } problem)
        {
            return output.Refuse(problem);
        }

        output.Result(
            await ViewAsync(partner with { Tenants = wanted }, cancellationToken), ResultJson.Of.PartnerView,
            view => output.Line(view.Tenants.Count == 0
                ? $"Partner {code} is told of no tenant's transactions."
                : $"Partner {code} is told of the transactions of: {string.Join(", ", view.Tenants)}."));
        HintAtUnknown(output, add);
        return ExitCodes.Done;
    }

    public async Task<int> SubscriptionsAsync(VerbOutput output, string code, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(code, cancellationToken) is not { } partner)
        {
            return output.RefuseUnknownPartner(code);
        }

        var views = (await subscriptions.ListAsync(partner.Id, cancellationToken)).Select(each => SubscriptionView.Of(each, time.GetUtcNow())).ToList();
        output.Result(new SubscriptionListView(code, views), ResultJson.Of.SubscriptionListView, list => Tell(output, list));
        return ExitCodes.Done;
    }

    public async Task<int> RemoveAsync(VerbOutput output, string code, bool yes, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(code, cancellationToken) is not { } partner)
        {
            return output.RefuseUnknownPartner(code);
        }

        if (!yes && !await IsMeantAsync(output, code, cancellationToken))
        {
            return output.Refuse("That is not the code. Nothing was removed.");
        }

        var ended = (await subscriptions.ListAsync(partner.Id, cancellationToken)).Count;
        if (!await admin.RemoveAsync(partner, Actor.CommandLine))
        {
            return output.RefuseUnknownPartner(code);
        }

        output.Result(
            new PartnerRemovedView(code, ended), ResultJson.Of.PartnerRemovedView,
            view => output.Line($"Partner {code} is removed, with {view.Subscriptions} {(view.Subscriptions == 1 ? "subscription" : "subscriptions")}; what it was told stays on the record."));
        return ExitCodes.Done;
    }

    private static async Task<bool> IsMeantAsync(VerbOutput output, string code, CancellationToken cancellationToken)
    {
        output.Hint($"This ends the password and all subscriptions of partner {code}. Type its code to go on (--yes does not ask):");
        return await output.Console.In.ReadLineAsync(cancellationToken) is { } typed && typed.Trim() == code;
    }

    private async Task<PartnerView> ViewAsync(Partner partner, CancellationToken cancellationToken) =>
        PartnerView.Of(partner, (await subscriptions.ListAsync(partner.Id, cancellationToken)).Count, time.GetUtcNow());

    /// <summary>A tenant may register later; a misspelt one never does.</summary>
    private void HintAtUnknown(VerbOutput output, IEnumerable<string> identifiers)
    {
        foreach (var identifier in identifiers.Where(identifier => tenants.Find(identifier) is null))
        {
            output.Hint($"There is no tenant {identifier} yet; identifiers are case-sensitive.");
        }
    }

    private static List<string> Sorted(IEnumerable<string> identifiers) => [.. identifiers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static void Tell(VerbOutput output, IReadOnlyList<PartnerView> partners)
    {
        if (partners.Count == 0)
        {
            output.Line("There are no partners yet.");
            return;
        }

        output.Table(["Partner", "Name", "Tenants", "Subscriptions", "Added"], partners.Select(partner => new[]
        {
            partner.PartnerCode, partner.Name, string.Join(", ", partner.Tenants),
            partner.Subscriptions.ToString(System.Globalization.CultureInfo.InvariantCulture), VerbOutput.At(partner.CreatedAt),
        }));
    }

    private static void Tell(VerbOutput output, PartnerView partner)
    {
        output.Field("Partner", partner.PartnerCode);
        output.Field("Name", partner.Name);
        output.Field("Tenants", partner.Tenants.Count == 0 ? "none" : string.Join(", ", partner.Tenants));
        output.Field("Added", VerbOutput.At(partner.CreatedAt));
        output.Field("Previous password", partner.PreviousPasswordValidUntil is { } until ? $"accepted until {VerbOutput.At(until)}" : null);
        output.Field("Subscriptions", partner.Subscriptions.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void Tell(VerbOutput output, PartnerAddedView added)
    {
        output.Line($"Partner {added.PartnerCode} is added, and told of the transactions of: {string.Join(", ", added.Tenants)}.");
        output.Line();
        output.Line("Its password, shown only now:");
        output.Line($"  {added.Password}");
    }

    private static void Tell(VerbOutput output, SubscriptionListView list)
    {
        if (list.Subscriptions.Count == 0)
        {
            output.Line($"Partner {list.PartnerCode} has no subscriptions.");
            return;
        }

        output.Table(["Reference", "Callback", "State", "SMS too", "Signed", "Since"], list.Subscriptions.Select(each => new[]
        {
            each.Reference, each.CallbackUrl, each.DisabledReason is { } reason ? $"{each.State} ({reason})" : each.State, each.SmsStatus ? "yes" : "no", each.Signature,
            VerbOutput.At(each.DisabledAt ?? each.FailingSince ?? each.LoggedAt),
        }));
    }
}

internal static class UnknownPartner
{
    public static int RefuseUnknownPartner(this VerbOutput output, string code) =>
        output.Refuse($"There is no partner {code}; codes are case-sensitive. See: {Verbs.Program} partner list");
}
