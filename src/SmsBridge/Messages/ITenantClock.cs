namespace SmsBridge.Messages;

/// <summary>Whose day it is: a reminder is of a day by the tenant's clock.</summary>
internal interface ITenantClock
{
    /// <summary>Null: the tenant never said by which clock it goes.</summary>
    Task<DateOnly?> TodayOfAsync(long tenantId, CancellationToken cancellationToken);

    /// <summary>The clock itself.</summary>
    /// <inheritdoc cref="TodayOfAsync"/>
    Task<TimeZoneInfo?> ZoneOfAsync(long tenantId, CancellationToken cancellationToken);
}
