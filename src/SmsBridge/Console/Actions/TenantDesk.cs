using SmsBridge.Doctor;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Actions;

/// <summary>
/// What operators do with tenants, for the pages and the API alike: the role and the scope are checked here, the verbs are those of the
/// command line, and each is on the audit.
/// </summary>
internal sealed class TenantDesk(
    OperatorTenants scope, TenantDirectory directory, TenantAdmin admin, KeyRotation rotation, SmsGateways gateways, TenantDoctor doctor, AuditLog audit, EventInbox inbox,
    RelayBell bell, TimeProvider time)
{
    private const int LongestReason = 200;

    /// <summary>Shown once. The key before works on for a while.</summary>
    /// <param name="confirmed">He knows which keys end by it.</param>
    public Task<DeskResult> RotateKeyAsync(SignedInOperator who, Actor actor, string identifier, KeyKind kind, bool confirmed) =>
        ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (!confirmed && rotation.Ends(tenant, kind) is { } ends)
            {
                return new DeskResult.Refused($"Nothing was made yet. {ends} Confirm that you know it.", "confirm");
            }

            // First on the record: a key nobody is known to have taken must not be out there.
            await audit.RecordAsync(actor.Did(AuditActions.KeyRotate, Subject(tenant), tenant.Id, after: Word(kind)));
            var key = await rotation.RotateAsync(tenant, kind);
            return new DeskResult.Secret($"The new {Word(kind)} of {tenant.Identifier}, shown only now.", key);
        });

    public Task<DeskResult> RevokeKeysAsync(SignedInOperator who, Actor actor, string identifier, KeyKind kind) =>
        ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (!await admin.RevokeKeysAsync(tenant, kind))
            {
                return new DeskResult.Refused($"{tenant.Identifier} has no {Word(kind)}.");
            }

            await audit.RecordAsync(actor.Did(AuditActions.KeyRevoke, Subject(tenant), tenant.Id, before: Word(kind)));
            return new DeskResult.Done($"No {Word(kind)} of {tenant.Identifier} works any more.");
        });

    public Task<DeskResult> PauseAsync(SignedInOperator who, Actor actor, string identifier, string? reason) =>
        ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            {
                return new DeskResult.Refused($"Say why, in at most {LongestReason} characters: whoever looks next will ask.", "reason");
            }

            if (!await admin.PauseAsync(tenant.Id, Reasons.PausedByOperator, reason))
            {
                return new DeskResult.Refused($"{tenant.Identifier} is paused already.");
            }

            await audit.RecordAsync(actor.Did(AuditActions.TenantPause, Subject(tenant), tenant.Id, reason, before: tenant.State, after: "paused"));
            return new DeskResult.Done($"{tenant.Identifier} is paused: its events are accepted and wait.");
        });

    public Task<DeskResult> ResumeAsync(SignedInOperator who, Actor actor, string identifier) =>
        ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (!await admin.ResumeAsync(tenant))
            {
                return new DeskResult.Refused($"{tenant.Identifier} is not paused.");
            }

            await audit.RecordAsync(actor.Did(AuditActions.TenantResume, Subject(tenant), tenant.Id, before: tenant.Pause?.Reason, after: "active"));
            return new DeskResult.Done($"{tenant.Identifier} is resumed: what waited goes out, in order of arrival.");
        });

    /// <param name="typed">The identifier again.</param>
    public Task<DeskResult> DeleteAsync(SignedInOperator who, Actor actor, string identifier, string? typed) =>
        ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (typed?.Trim() != tenant.Identifier)
            {
                return new DeskResult.Refused($"Type {tenant.Identifier} to delete it. Nothing was deleted.", "typed");
            }

            await audit.RecordAsync(actor.Did(AuditActions.TenantDelete, Subject(tenant), tenant.Id, before: tenant.State, after: "deleted"));
            await admin.DeleteAsync(tenant);
            return new DeskResult.Done($"{tenant.Identifier} is deleted: its keys and secrets are gone, its record stays. Delete its hook in the core, or its next event is refused.");
        });

    /// <summary>New settings, proved before they replace the old ones.</summary>
    public Task<DeskResult> ChangeAsync(
        SignedInOperator who, Actor actor, string identifier, SettingsRequest request, CancellationToken cancellationToken) =>
        ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            var (settings, problem) = SettingsChange.Read(tenant.Settings, request, replace: false, gateways.Providers);
            if (settings is null)
            {
                return new DeskResult.Refused(problem!.Detail, problem.Field);
            }

            switch (await admin.UpdateAsync(tenant, settings, cancellationToken))
            {
                case UpdateResult.Refused refused:
                    return new DeskResult.Refused(refused.Problem.Detail, refused.Problem.Field);
                case UpdateResult.NotNow notNow:
                    return new DeskResult.Refused(notNow.Detail);
                default:
                    await audit.RecordAsync(actor.Did(
                        AuditActions.Settings, Subject(tenant), tenant.Id, before: SettingsWords.Of(tenant.Settings), after: SettingsWords.Of(settings, tenant.Settings)));
                    return new DeskResult.Done($"{tenant.Identifier} has its new settings; core and provider accept them.");
            }
        });

    /// <summary>Looks at everything between core, bridge and provider. What it finds takes effect, so it is an act.</summary>
    /// <returns>Exactly one of the two.</returns>
    public async Task<(DoctorView? Report, DeskResult? Refused)> VerifyAsync(
        SignedInOperator who, Actor actor, string identifier, CancellationToken cancellationToken)
    {
        DoctorView? report = null;
        var result = await ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            try
            {
                report = await doctor.ExamineAsync(tenant, cancellationToken);
            }
            finally
            {
                // Whoever goes away in the middle has paused or resumed it all the same.
                await audit.RecordAsync(actor.Did(
                    AuditActions.Verify, Subject(tenant), tenant.Id, before: tenant.State, after: directory.Find(tenant.Id)?.State ?? "deleted"));
            }

            return new DeskResult.Done("");
        });
        return (report, report is null ? result : null);
    }

    /// <summary>A text of ours to a number, on the way every SMS goes: look for it among the messages.</summary>
    public Task<DeskResult> SendTestAsync(SignedInOperator who, Actor actor, string identifier, string? number, string region) =>
        ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (!NumberParser.TryParse(number ?? "", tenant.DefaultRegion ?? region, out var to, out _))
            {
                return new DeskResult.Refused("That is not a telephone number; give it with its country code, such as +254712345678.", "number");
            }

            await audit.RecordAsync(actor.Did(AuditActions.TestSms, Subject(tenant), tenant.Id, after: Msisdn.Mask(to.Value)));
            var stored = await inbox.AppendAsync(new NewEvent
            {
                TenantId = tenant.Id, Type = EventType.SmsSend, Verdict = Verdict.Accepted, ReceivedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Source = actor.Source, MobileNo = to.Value, Text = $"Test of {tenant.Identifier} by SmsBridge: SMS reach this number.",
            });
            bell.Ring();
            return new DeskResult.Started($"A test SMS to {Msisdn.Mask(to.Value)} is on its way.", stored.Id);
        });

    private async Task<DeskResult> ForAsync(SignedInOperator who, OperatorRole least, string identifier, Func<Tenant, Task<DeskResult>> act)
    {
        if (scope.Find(who, identifier) is not { } tenant)
        {
            return new DeskResult.NotFound("There is no such tenant.");
        }

        return who.MayDo(least) ? await act(directory.Find(tenant.Id) ?? tenant) : new DeskResult.NotAllowed();
    }

    private static string Subject(Tenant tenant) => $"tenant {tenant.Identifier}";

    private static string Word(KeyKind kind) => kind == KeyKind.ApiKey ? "API key" : "webhook token";
}
