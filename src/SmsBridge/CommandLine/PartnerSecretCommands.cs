using System.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge partner rotate|secret|key|check</c>.</summary>
internal static class PartnerSecretCommands
{
    public static Command Rotate(VerbHost host)
    {
        var code = PartnerCommands.Code();
        var (yes, atOnce) = (YesOption(), AtOnceOption());
        return host.Define(
            new Command("rotate", "A new password, shown once; those before work on for Partners:PreviousPasswordGrace.") { code, yes, atOnce },
            (call, cancellationToken) => RotateAsync(
                call, call.Parsed.GetRequiredValue(code), new RotationWish(call.Parsed.GetValue(atOnce), call.Parsed.GetValue(yes)), cancellationToken),
            judgesBy: ServiceSettings.OfPartners);
    }

    public static Command Secret(VerbHost host)
    {
        var (code, reference) = (PartnerCommands.Code(), Reference());
        var (yes, atOnce) = (YesOption(), AtOnceOption());
        return host.Define(
            new Command("secret", "A new signing secret (or ed25519 key) for a subscription, shown once; those before sign too for Partners:PreviousSecretGrace.") { code, reference, yes, atOnce },
            (call, cancellationToken) => call.ForPartnerAsync(
                call.Parsed.GetRequiredValue(code),
                partner => RotateSecretAsync(
                    call, partner.Code, call.Parsed.GetRequiredValue(reference), new RotationWish(call.Parsed.GetValue(atOnce), call.Parsed.GetValue(yes)), cancellationToken),
                cancellationToken),
            judgesBy: ServiceSettings.OfPartners);
    }

    public static Command Key(VerbHost host)
    {
        var (code, reference) = (PartnerCommands.Code(), Reference());
        return host.Define(
            new Command("key", "The public key that a subscription's v1a (ed25519) signatures are verified with.") { code, reference },
            (call, cancellationToken) => call.ForPartnerAsync(
                call.Parsed.GetRequiredValue(code), partner => ShowKeyAsync(call, partner, call.Parsed.GetRequiredValue(reference), cancellationToken), cancellationToken));
    }

    public static Command Check(VerbHost host)
    {
        var code = PartnerCommands.Code();
        var timestamp = new Option<string?>("--timestamp") { HelpName = "TEXT", Description = "The header of that name, as the partner sent it." };
        var authorization = new Option<string?>("--authorization") { HelpName = "TEXT", Description = "The header of that name, as the partner sent it." };
        return host.Define(
            new Command("check", "Says which part of a partner's headers is wrong. Exit code 3 when they would not be accepted now.") { code, timestamp, authorization },
            (call, cancellationToken) => CheckAsync(
                call, call.Parsed.GetRequiredValue(code), new SignatureQuestion(call.Parsed.GetValue(timestamp), call.Parsed.GetValue(authorization), At: null), cancellationToken),
            judgesBy: ServiceSettings.OfPartners);
    }

    private static async Task<int> RotateAsync(VerbCall call, string code, RotationWish wish, CancellationToken cancellationToken)
    {
        var outcome = await call.Service<PartnerSecretVerbs>().RotatePasswordAsync(Caller.CommandLine, code, wish, cancellationToken);
        if (outcome is not SecretMade { New: var made })
        {
            return Refuse(call.Output, outcome) ?? call.Output.RefuseUnknownPartner(code);
        }

        call.Output.Result(new PartnerRotatedView(code, made.Secret!, made.PreviousUntil), ResultJson.Of.PartnerRotatedView, view =>
        {
            call.Output.Line("The new password, shown only now:");
            call.Output.Line($"  {view.Password}");
            call.Output.Line(made.PasswordsBefore);
        });
        return ExitCodes.Done;
    }

    private static async Task<int> RotateSecretAsync(VerbCall call, string code, string reference, RotationWish wish, CancellationToken cancellationToken)
    {
        var outcome = await call.Service<PartnerSecretVerbs>().RotateSigningAsync(Caller.CommandLine, code, reference, wish, cancellationToken);
        if (outcome is not SecretMade { New: var made })
        {
            return Refuse(call.Output, outcome) ?? RefuseUnknown(call.Output, code, reference);
        }

        call.Output.Result(
            new SecretRotatedView(code, reference, made.Secret, made.PublicKey, made.PreviousUntil), ResultJson.Of.SecretRotatedView, view => Tell(call.Output, view, made));
        return ExitCodes.Done;
    }

    private static async Task<int> ShowKeyAsync(VerbCall call, Partner partner, string reference, CancellationToken cancellationToken)
    {
        var output = call.Output;
        if (await call.Service<SubscriptionStore>().FindAsync(partner.Id, reference, cancellationToken) is not { } subscription)
        {
            return RefuseUnknown(output, partner.Code, reference);
        }

        if (PublicKeyData.Of(partner, subscription, call.Service<TimeProvider>().GetUtcNow()) is not { } keys)
        {
            return output.Refuse($"Subscription {reference} has no public key: its notifications are signed with v1 only. The partner chooses with the member \"signature\".");
        }

        output.Result(keys, ResultJson.Of.PublicKeyData, view =>
        {
            output.Field("Public key", view.PublicKey);
            foreach (var older in view.PreviousPublicKeys ?? [])
            {
                output.Field("One before", $"{older.PublicKey} (signs too until {older.ValidUntil})");
            }
        });
        return ExitCodes.Done;
    }

    private static async Task<int> CheckAsync(VerbCall call, string code, SignatureQuestion question, CancellationToken cancellationToken)
    {
        if (await call.Service<SignatureCheck>().ExplainAsync(Caller.CommandLine, code, question, cancellationToken) is not { } report)
        {
            return call.Output.RefuseUnknownPartner(code);
        }

        call.Output.Result(new SignatureView(code, report.IsAccepted, report.Findings), ResultJson.Of.SignatureView, view =>
        {
            foreach (var finding in view.Findings)
            {
                call.Output.Field($"{(finding.IsWrong ? "wrong" : "right")}  {finding.Part}", finding.Words);
            }

            call.Output.Line(view.Accepted ? $"These headers are accepted. {SignatureHelper.NotLookedAt}" : "These headers are not accepted.");
        });
        return report.IsAccepted ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static Argument<string> Reference() => new("REFERENCE") { Description = "The partner's name for the subscription." };

    private static Option<bool> YesOption() => new("--yes") { Description = "Also when it ends what is in use." };

    private static Option<bool> AtOnceOption() => new("--at-once") { Description = "End all that were before now: for one that is in the wrong hands." };

    /// <summary>Null: there is nothing to rotate.</summary>
    private static int? Refuse(VerbOutput output, Outcome outcome) =>
        outcome switch
        {
            Outcome.Asks asks => output.Refuse($"{asks.Ends} Nothing was made. To do it all the same, add --yes."),
            SecretsFull full => output.Refuse($"{full.Why} Nothing was made. To end them all, add --at-once."),
            _ => null,
        };

    private static int RefuseUnknown(VerbOutput output, string code, string reference) =>
        output.Refuse($"Partner {code} has no subscription {reference}. See: {Verbs.Program} partner subscriptions {code}");

    private static void Tell(VerbOutput output, SecretRotatedView view, NewSecret made)
    {
        if (view.Secret is { } secret)
        {
            output.Line("The new signing secret, shown only now:");
            output.Line($"  {secret}");
        }

        if (view.PublicKey is { } key)
        {
            output.Line($"The new public key, shown again by {Verbs.Program} partner key {view.PartnerCode} {view.Reference}:");
            output.Line($"  {key}");
        }

        output.Line(made.SignaturesBefore);
    }
}
