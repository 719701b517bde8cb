using System.CommandLine;
using SmsBridge.Partners;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge partner …</c>: what can be typed.</summary>
internal static class PartnerCommands
{
    public static Command Create(VerbHost host) =>
        new("partner", "Partners, who are told what became of transactions; works while the service runs.")
        {
            List(host), Show(host), Add(host), Rotate(host), Tenants(host), Subscriptions(host), Secret(host), Key(host), Check(host), Remove(host),
        };

    private static Argument<string> Code() => new("CODE") { Description = "The partnerCode; case counts." };

    private static Option<bool> YesOption() => new("--yes") { Description = "Also when it ends what is in use." };

    private static Option<bool> AtOnceOption() => new("--at-once") { Description = "End all that were before now: for one that is in the wrong hands." };

    private static Option<string[]> TenantsOption(string name, string description) => new(name) { HelpName = "ID", Description = description };

    private static Command List(VerbHost host) =>
        host.Define(new Command("list", "All partners."), (call, cancellationToken) => call.Service<PartnerVerbs>().ListAsync(call.Output, cancellationToken));

    private static Command Show(VerbHost host)
    {
        var code = Code();
        return host.Define(
            new Command("show", "A partner and its tenants; no secret.") { code },
            (call, cancellationToken) => call.Service<PartnerVerbs>().ShowAsync(call.Output, call.Parsed.GetRequiredValue(code), cancellationToken));
    }

    private static Command Add(VerbHost host)
    {
        var code = Code();
        var tenants = TenantsOption("--tenant", "A tenant whose transactions it is told of; repeat it for more.");
        tenants.Required = true;
        var name = new Option<string?>("--name") { HelpName = "TEXT", Description = "Who that is, for people." };
        return host.Define(
            new Command("add", "A new partner; its password is shown once.") { code, tenants, name },
            (call, _) => call.Service<PartnerVerbs>().AddAsync(
                call.Output, call.Parsed.GetRequiredValue(code), call.Parsed.GetValue(name), call.Parsed.GetRequiredValue(tenants)),
            mayCreate: true);
    }

    private static Command Rotate(VerbHost host)
    {
        var code = Code();
        var (yes, atOnce) = (YesOption(), AtOnceOption());
        return host.Define(
            new Command("rotate", "A new password, shown once; those before work on for Partners:PreviousPasswordGrace.") { code, yes, atOnce },
            (call, cancellationToken) => call.Service<PartnerSecretVerbs>().RotateAsync(
                call.Output, call.Parsed.GetRequiredValue(code), new RotationWish(call.Parsed.GetValue(atOnce), call.Parsed.GetValue(yes)), cancellationToken),
            judgesBy: ServiceSettings.OfPartners);
    }

    private static Command Tenants(VerbHost host)
    {
        var code = Code();
        var (add, remove) = (TenantsOption("--add", "A tenant to add; repeat it for more."), TenantsOption("--remove", "A tenant to take away; repeat it for more."));
        return host.Define(
            new Command("tenants", "Whose transactions a partner is told of; changes that, too.") { code, add, remove },
            (call, cancellationToken) => call.Service<PartnerVerbs>().TenantsAsync(
                call.Output, call.Parsed.GetRequiredValue(code), call.Parsed.GetValue(add) ?? [], call.Parsed.GetValue(remove) ?? [], cancellationToken));
    }

    private static Command Subscriptions(VerbHost host)
    {
        var code = Code();
        return host.Define(
            new Command("subscriptions", "Where a partner wants to be told, and how that goes; no secret.") { code },
            (call, cancellationToken) => call.Service<PartnerVerbs>().SubscriptionsAsync(call.Output, call.Parsed.GetRequiredValue(code), cancellationToken));
    }

    private static Command Secret(VerbHost host)
    {
        var code = Code();
        var reference = new Argument<string>("REFERENCE") { Description = "The partner's name for the subscription." };
        var (yes, atOnce) = (YesOption(), AtOnceOption());
        return host.Define(
            new Command("secret", "A new signing secret (or ed25519 key) for a subscription, shown once; those before sign too for Partners:PreviousSecretGrace.") { code, reference, yes, atOnce },
            (call, cancellationToken) => call.Service<PartnerSecretVerbs>().RotateSecretAsync(
                call.Output, call.Parsed.GetRequiredValue(code), call.Parsed.GetRequiredValue(reference),
                new RotationWish(call.Parsed.GetValue(atOnce), call.Parsed.GetValue(yes)), cancellationToken),
            judgesBy: ServiceSettings.OfPartners);
    }

    private static Command Key(VerbHost host)
    {
        var code = Code();
        var reference = new Argument<string>("REFERENCE") { Description = "The partner's name for the subscription." };
        return host.Define(
            new Command("key", "The public key that a subscription's v1a (ed25519) signatures are verified with.") { code, reference },
            (call, cancellationToken) => call.Service<PartnerSecretVerbs>().KeyAsync(
                call.Output, call.Parsed.GetRequiredValue(code), call.Parsed.GetRequiredValue(reference), cancellationToken));
    }

    private static Command Check(VerbHost host)
    {
        var code = Code();
        var timestamp = new Option<string?>("--timestamp") { HelpName = "TEXT", Description = "The header of that name, as the partner sent it." };
        var authorization = new Option<string?>("--authorization") { HelpName = "TEXT", Description = "The header of that name, as the partner sent it." };
        return host.Define(
            new Command("check", "Says which part of a partner's headers is wrong. Exit code 3 when they would not be accepted now.") { code, timestamp, authorization },
            (call, cancellationToken) => call.Service<PartnerSecretVerbs>().CheckAsync(
                call.Output, call.Parsed.GetRequiredValue(code), call.Parsed.GetValue(timestamp), call.Parsed.GetValue(authorization), cancellationToken),
            judgesBy: ServiceSettings.OfPartners);
    }

    private static Command Remove(VerbHost host)
    {
        var code = Code();
        var yes = new Option<bool>("--yes") { Description = "Do not ask for the code again." };
        return host.Define(
            new Command("remove", "Ends a partner's password and subscriptions; what it was told stays on the record.") { code, yes },
            (call, cancellationToken) => call.Service<PartnerVerbs>().RemoveAsync(
                call.Output, call.Parsed.GetRequiredValue(code), call.Parsed.GetValue(yes), cancellationToken));
    }
}
