using SmsBridge.Core;
using SmsBridge.Messages;
using SmsBridge.Tenants;

namespace SmsBridge.Doctor;

/// <summary>
/// The registration doctor: looks at everything between core, bridge and provider, and asks them for the tenant as it is. In the service what
/// it finds takes effect: a proof ends "unverified" and a pause that was not an operator's, a definite no pauses. Elsewhere it only reports.
/// </summary>
internal sealed class TenantDoctor(TenantAdmin admin, TenantDirectory directory, KeyDoctor keys, CoreDoctor core, HookDoctor hooks, TrafficDoctor traffic, BridgeAddress address)
{
    public async Task<DoctorView> ExamineAsync(Tenant tenant, CancellationToken cancellationToken) =>
        await ReportAsync(tenant, await admin.VerifyAsync(tenant, cancellationToken), cancellationToken);

    /// <summary>Changes nothing.</summary>
    public async Task<DoctorView> LookAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var report = await ReportAsync(tenant, await admin.LookAsync(tenant, cancellationToken), cancellationToken);
        return report with
        {
            Checks = [.. report.Checks, new CheckView(
                "settings", CheckOutcome.Passed,
                "Judged by the settings this command was started with, which need not be the service's. Nothing was changed: verifying in the console lets what is found take effect.")],
        };
    }

    private async Task<DoctorView> ReportAsync(Tenant tenant, Proof proof, CancellationToken cancellationToken)
    {
        var now = directory.Find(tenant.Id) ?? tenant; // its state may have changed by this
        var last = await traffic.LastHookAsync(now, cancellationToken);
        List<CheckView> checks =
        [
            await keys.ExamineAsync(now, cancellationToken),
            .. await CoreAsync(now, proof, cancellationToken),
            Provider(now, proof),
            PublicUrl(),
            .. Reports(proof),
            traffic.Service(),
            Pause(now),
            TrafficDoctor.LastHook(now, last),
            .. await traffic.TwiceAsync(now, cancellationToken),
            await traffic.WaitingAsync(now, cancellationToken),
        ];
        return new DoctorView(now.Identifier, now.State, checks, address.Calls(), last, [.. DoctorWords.Next(checks)]);
    }

    private async Task<IEnumerable<CheckView>> CoreAsync(Tenant tenant, Proof proof, CancellationToken cancellationToken)
    {
        if (tenant.SenderAccount is null)
        {
            return [new CheckView("endpoint", CheckOutcome.Unknown, "Not asked: the core's credentials can not be decrypted, no more than the provider's.")];
        }

        var endpoint = core.Endpoint(tenant);
        if (endpoint.IsTrouble || proof.Checks.FirstOrDefault(check => check.Name == Proof.CoreCheck) is not { } asked)
        {
            return [endpoint]; // nothing was dialled
        }

        var accepted = View(tenant, "core", asked);
        return accepted.IsTrouble || core.Access(tenant) is not CoreAccessReading.Ready { Access: var access }
            ? [endpoint, accepted]
            : [endpoint, accepted, .. await core.PermissionsAsync(tenant, cancellationToken), .. await hooks.ExamineAsync(tenant, access, cancellationToken)];
    }

    private static CheckView Provider(Tenant tenant, Proof proof) =>
        proof.Checks.FirstOrDefault(check => check.Name == Proof.ProviderCheck) is { } asked
            ? View(tenant, "provider", asked)
            : new CheckView("provider", CheckOutcome.Unknown, "Not asked, because the core can not be called.");

    private CheckView PublicUrl() =>
        address.PublicUrl switch
        {
            "" => new CheckView(
                "publicUrl", CheckOutcome.Warning, "Bridge:PublicUrl is not set: the provider is asked for no receipts, so delivery is not confirmed.",
                "Set Bridge:PublicUrl to the address of the bridge as others call it."),
            var url when url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) => new CheckView("publicUrl", CheckOutcome.Passed, $"The bridge is {url}."),
            var url => new CheckView(
                "publicUrl", CheckOutcome.Warning, $"The bridge is {url}: not https, so keys and tokens can be read on the way.", "Put the bridge behind https."),
        };

    private static IEnumerable<CheckView> Reports(Proof proof) =>
        proof.WhyNoReports is { } why
            ? [new CheckView("receipts", CheckOutcome.Warning, "The provider is not asked for receipts and replies are refused: their signature could not be verified.", why)]
            : [];

    private static CheckView Pause(Tenant tenant)
    {
        if (tenant.Pause is not { } pause)
        {
            return new CheckView("pause", CheckOutcome.Passed, "The tenant is not paused.");
        }

        var reason = Reasons.Explain(pause.Reason);
        return new CheckView(
            "pause", CheckOutcome.Failed, $"Paused since {DoctorWords.At(pause.Since)}: {reason.Meaning} {pause.Detail}".TrimEnd(),
            pause.IsByOperator ? $"{DoctorWords.Program} tenant resume {tenant.Identifier}" : reason.Remedy)
        {
            OnPage = pause.IsByOperator ? "Resume it under Danger." : reason.Remedy,
        };
    }

    private static CheckView View(Tenant tenant, string name, ProofCheck check) =>
        check.Outcome switch
        {
            ProofOutcome.Passed => new CheckView(name, CheckOutcome.Passed, check.Words),
            ProofOutcome.Failed => new CheckView(name, CheckOutcome.Failed, check.Words, Reasons.Explain(check.Reason).Remedy),
            ProofOutcome.NotAsked => new CheckView(name, CheckOutcome.Warning, check.Words, "Send a test SMS, on the tenant's page in the console under Provider.") { OnPage = "Send a test SMS under Provider." },
            _ => new CheckView(name, CheckOutcome.Unknown, check.Words, $"Try again later: {DoctorWords.Program} tenant verify {tenant.Identifier}") { OnPage = "Check again later." },
        };
}
