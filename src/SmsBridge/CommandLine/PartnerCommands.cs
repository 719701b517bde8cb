using System.CommandLine;
using System.Globalization;
using SmsBridge.Partners;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge partner …</c>: what there is, and <c>list</c>, <c>show</c> and <c>subscriptions</c>.</summary>
internal static class PartnerCommands
{
    /// <summary>Subscriptions that have ended and are still shown: a receiver that answered 410 ended its own.</summary>
    private const int MostEnded = 10;

    public static Command Create(VerbHost host) =>
        new("partner", "Partners, who are told what became of transactions; works while the service runs.")
        {
            List(host), Show(host), PartnerChangeCommands.Add(host), PartnerSecretCommands.Rotate(host), PartnerChangeCommands.Tenants(host), Subscriptions(host),
            PartnerSecretCommands.Secret(host), PartnerSecretCommands.Key(host), PartnerSecretCommands.Check(host), PartnerResendCommand.Create(host), PartnerChangeCommands.Remove(host),
        };

    public static Argument<string> Code() => new("CODE") { Description = "The partnerCode; case counts." };

    public static async Task<PartnerView> ViewAsync(VerbCall call, Partner partner, CancellationToken cancellationToken) =>
        PartnerView.Of(partner, (await call.Service<SubscriptionStore>().ListAsync(partner.Id, cancellationToken)).Count, call.Service<TimeProvider>().GetUtcNow());

    private static Command List(VerbHost host) =>
        host.Define(new Command("list", "All partners."), async (call, cancellationToken) =>
        {
            List<PartnerView> partners = [];
            foreach (var partner in await call.Service<PartnerStore>().AllAsync(cancellationToken))
            {
                partners.Add(await ViewAsync(call, partner, cancellationToken));
            }

            call.Output.Result(new PartnerListView(partners), ResultJson.Of.PartnerListView, list => Tell(call.Output, list.Partners));
            return ExitCodes.Done;
        });

    private static Command Show(VerbHost host)
    {
        var code = Code();
        return host.Define(new Command("show", "A partner and its tenants; no secret.") { code }, (call, cancellationToken) =>
            call.ForPartnerAsync(call.Parsed.GetRequiredValue(code), async partner =>
            {
                call.Output.Result(await ViewAsync(call, partner, cancellationToken), ResultJson.Of.PartnerView, view => Tell(call.Output, view));
                if (partner.Passwords.Current is null)
                {
                    call.Output.Hint($"Its password can not be read with this key ring: nothing it sends is accepted. Give it a new one: {Verbs.Program} partner rotate {partner.Code}");
                }

                return ExitCodes.Done;
            }, cancellationToken));
    }

    private static Command Subscriptions(VerbHost host)
    {
        var code = Code();
        return host.Define(new Command("subscriptions", "Where a partner wants to be told, and how that goes, with the latest that have ended; no secret.") { code }, (call, cancellationToken) =>
            call.ForPartnerAsync(call.Parsed.GetRequiredValue(code), async partner =>
            {
                var now = call.Service<TimeProvider>().GetUtcNow();
                var lines = await call.Service<SubscriptionLineStore>().ListAsync(partner.Id, MostEnded, cancellationToken);
                var views = lines.Select(each => SubscriptionView.Of(each, now)).ToList();
                call.Output.Result(new SubscriptionListView(partner.Code, views), ResultJson.Of.SubscriptionListView, list => Tell(call.Output, list));
                return ExitCodes.Done;
            }, cancellationToken));
    }

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
            partner.Subscriptions.ToString(CultureInfo.InvariantCulture), VerbOutput.At(partner.CreatedAt),
        }));
    }

    private static void Tell(VerbOutput output, PartnerView partner)
    {
        output.Field("Partner", partner.PartnerCode);
        output.Field("Name", partner.Name);
        output.Field("Tenants", partner.Tenants.Count == 0 ? "none" : string.Join(", ", partner.Tenants));
        output.Field("Added", VerbOutput.At(partner.CreatedAt));
        output.Field("Previous password", partner.PreviousPasswordValidUntil is { } until ? $"accepted until {VerbOutput.At(until)}" : null);
        output.Field("Subscriptions", partner.Subscriptions.ToString(CultureInfo.InvariantCulture));
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
            VerbOutput.At(each.DisabledAt ?? (each.State == "ended" ? each.UpdatedAt : each.FailingSince ?? each.LoggedAt)),
        }));
    }
}

internal static class UnknownPartner
{
    public static int RefuseUnknownPartner(this VerbOutput output, string code) =>
        output.Refuse($"There is no partner {code}; codes are case-sensitive. See: {Verbs.Program} partner list");

    public static async Task<int> ForPartnerAsync(this VerbCall call, string code, Func<Partner, Task<int>> act, CancellationToken cancellationToken) =>
        await call.Service<PartnerStore>().FindAsync(code, cancellationToken) is { } partner ? await act(partner) : call.Output.RefuseUnknownPartner(code);
}
