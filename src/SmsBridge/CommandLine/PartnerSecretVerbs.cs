using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Partners;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge partner rotate|secret|key|check</c>.</summary>
internal sealed class PartnerSecretVerbs(
    PartnerStore store, SubscriptionStore subscriptions, PartnerRotation rotation, IOptions<PartnerOptions> options, TimeProvider time)
{
    public async Task<int> RotateAsync(VerbOutput output, string code, RotationWish wish, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(code, cancellationToken) is not { } partner)
        {
            return output.RefuseUnknownPartner(code);
        }

        if (await rotation.PasswordAsync(partner, wish, Actor.CommandLine) is var result && result is not RotationResult.Made { New: var made })
        {
            return Refuse(output, result) ?? output.RefuseUnknownPartner(code);
        }

        output.Result(new PartnerRotatedView(code, made.Secret!, made.PreviousUntil), ResultJson.Of.PartnerRotatedView, view =>
        {
            output.Line("The new password, shown only now:");
            output.Line($"  {view.Password}");
            output.Line(made.PasswordsBefore);
        });
        return ExitCodes.Done;
    }

    public async Task<int> RotateSecretAsync(VerbOutput output, string code, string reference, RotationWish wish, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(code, cancellationToken) is not { } partner)
        {
            return output.RefuseUnknownPartner(code);
        }

        if (await rotation.SigningAsync(partner, reference, wish, Actor.CommandLine, cancellationToken) is var result && result is not RotationResult.Made { New: var made })
        {
            return Refuse(output, result) ?? output.Refuse($"Partner {code} has no subscription {reference}. See: {Verbs.Program} partner subscriptions {code}");
        }

        output.Result(
            new SecretRotatedView(code, reference, made.Secret, made.PublicKey, made.PreviousUntil), ResultJson.Of.SecretRotatedView, view => Tell(output, view, made));
        return ExitCodes.Done;
    }

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

    /// <summary>Null: there is nothing to rotate.</summary>
    private static int? Refuse(VerbOutput output, RotationResult result) =>
        result switch
        {
            RotationResult.Asks asks => output.Refuse($"{asks.Words} Nothing was made. To do it all the same, add --yes."),
            RotationResult.Full full => output.Refuse($"{full.Words} Nothing was made. To end them all, add --at-once."),
            _ => null,
        };

    public async Task<int> KeyAsync(VerbOutput output, string code, string reference, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(code, cancellationToken) is not { } partner)
        {
            return output.RefuseUnknownPartner(code);
        }

        if (await subscriptions.FindAsync(partner.Id, reference, cancellationToken) is not { } subscription)
        {
            return output.Refuse($"Partner {code} has no subscription {reference}. See: {Verbs.Program} partner subscriptions {code}");
        }

        if (PublicKeyData.Of(partner, subscription, time.GetUtcNow()) is not { } keys)
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

    public async Task<int> CheckAsync(VerbOutput output, string code, string? timestamp, string? authorization, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(code, cancellationToken) is not { } partner)
        {
            return output.RefuseUnknownPartner(code);
        }

        var report = SignatureHelper.Explain(partner, timestamp, authorization, time.GetUtcNow(), options.Value);
        output.Result(new SignatureView(code, report.IsAccepted, report.Findings), ResultJson.Of.SignatureView, view =>
        {
            foreach (var finding in view.Findings)
            {
                output.Field($"{(finding.IsWrong ? "wrong" : "right")}  {finding.Part}", finding.Words);
            }

            output.Line(view.Accepted ? $"These headers are accepted. {SignatureHelper.NotLookedAt}" : "These headers are not accepted.");
        });
        return report.IsAccepted ? ExitCodes.Done : ExitCodes.CheckFailed;
    }
}
