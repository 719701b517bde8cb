using Microsoft.Extensions.Options;
using SmsBridge.Web.Limits;

namespace SmsBridge.Intake.Hooks;

/// <summary>
/// Decides which refused hooks are still worth a row: so many per tenant and minute, the rest are counted. Those who brought one of the tenant's
/// keys and those who did not are counted apart: strangers can not hide what the tenant's own core was refused.
/// </summary>
internal sealed class RefusalLimit(IOptions<HooksOptions> options, TimeProvider time, ILogger<RefusalLimit> logger)
{
    private readonly MinuteLimit<(long TenantId, bool IsTenants)> _limit = new(
        () => options.Value.MaxRefusalsPerMinute, time, beyond: (who, count) => logger.RefusalsNotStored(count, who.IsTenants ? "its own core" : "strangers", who.TenantId));

    public bool IsWorthARow(long tenantId, bool isTenants) => _limit.Count((tenantId, isTenants)) is null;
}
