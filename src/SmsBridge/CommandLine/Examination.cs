using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary>A check of a tenant by a verb. What it finds takes effect, so it is on the audit, also when it was stopped in the middle.</summary>
internal sealed class Examination(TenantDoctor doctor, TenantDirectory directory, AuditLog audit)
{
    public async Task<DoctorView> RunAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        try
        {
            return await doctor.ExamineAsync(tenant, cancellationToken);
        }
        finally
        {
            await audit.RecordAsync(Actor.CommandLine.Did(
                AuditActions.Verify, TenantVerbs.Subject(tenant.Identifier), tenant.Id, before: tenant.State,
                after: directory.Find(tenant.Identifier)?.State ?? "deleted"));
        }
    }
}
