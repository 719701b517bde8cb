using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Doctor;

/// <summary>A check that was carried out, whatever it found.</summary>
internal sealed record Examined(DoctorView Report) : Outcome.Done("");

/// <summary>
/// The verb that looks at everything between core, bridge and provider. What it finds takes effect, so it is an act, and on the audit also when it was
/// stopped in the middle. By the command line it only reports: that judges by the settings it was started with, and what is wrong by those need not be
/// wrong for the running service, whose tenant it must not pause.
/// </summary>
internal sealed class TenantExamination(TenantAccess tenants, TenantAdmin admin, TenantDoctor doctor, AuditLog audit)
{
    public Task<Outcome> VerifyAsync(Caller caller, string identifier, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            try
            {
                return new Examined(await (caller.IsCommandLine ? doctor.LookAsync(tenant, cancellationToken) : doctor.ExamineAsync(tenant, cancellationToken)));
            }
            finally
            {
                await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Verify, before: tenant.State, after: admin.StateOf(tenant)));
            }
        });
}
