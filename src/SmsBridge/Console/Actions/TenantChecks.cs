using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Actions;

/// <summary>An examination of whether a tenant works.</summary>
internal sealed class TenantChecks(TenantAccess tenants, TenantAdmin admin, TenantDoctor doctor, AuditLog audit)
{
    /// <summary>Looks at everything between core, bridge and provider. What it finds takes effect, so it is an act.</summary>
    /// <returns>Exactly one of the two.</returns>
    public async Task<(DoctorView? Report, ActionOutcome? Refused)> VerifyAsync(
        SignedInOperator who, Actor actor, string identifier, CancellationToken cancellationToken)
    {
        DoctorView? report = null;
        var result = await tenants.ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            try
            {
                report = await doctor.ExamineAsync(tenant, cancellationToken);
            }
            finally
            {
                // Whoever goes away in the middle has paused or resumed it all the same.
                await audit.RecordAsync(actor.Did(
                    AuditActions.Verify, TenantActions.Subject(tenant), tenant.Id, before: tenant.State, after: admin.StateOf(tenant)));
            }

            return new ActionOutcome.Done("");
        });
        return (report, report is null ? result : null);
    }
}
