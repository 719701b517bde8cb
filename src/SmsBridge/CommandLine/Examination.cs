using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary>
/// A check of a tenant by a verb. It only reports: a command line judges by the settings it was started with, and what is wrong by those need
/// not be wrong for the running service, whose tenant it must not pause. On the audit, also when it was stopped in the middle.
/// </summary>
internal sealed class Examination(TenantDoctor doctor, AuditLog audit)
{
    public async Task<DoctorView> RunAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        try
        {
            return await doctor.LookAsync(tenant, cancellationToken);
        }
        finally
        {
            await audit.RecordAsync(Actor.CommandLine.Did(
                AuditActions.Verify, TenantVerbs.Subject(tenant.Identifier), tenant.Id, before: tenant.State, after: tenant.State));
        }
    }
}
