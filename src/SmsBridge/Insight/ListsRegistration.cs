using SmsBridge.Insight.AuditList;
using SmsBridge.Insight.ClientRecords;
using SmsBridge.Insight.EventList;
using SmsBridge.Insight.EventLog;
using SmsBridge.Insight.MessageList;
using SmsBridge.Insight.OneMessage;
using SmsBridge.Insight.OptOutList;
using SmsBridge.Insight.RecordChecks;
using SmsBridge.Insight.RouteUse;
using SmsBridge.Insight.Search;

namespace SmsBridge.Insight;

internal static class ListsRegistration
{
    public static void AddLists(this IServiceCollection services)
    {
        services.AddSingleton<EventQueries>();
        services.AddSingleton<SmsCosts>();
        services.AddSingleton<KnownClients>();
        services.AddSingleton<NumberTroubles>();
        services.AddSingleton<MessageListQueries>();
        services.AddSingleton<NumberSearches>();
        services.AddSingleton<EventListQueries>();
        services.AddSingleton<OneMessageQueries>();
        services.AddSingleton<AuditQueries>();
        services.AddSingleton<OptOutQueries>();
        services.AddSingleton<RouteUseQueries>();
        services.AddSingleton<RecordCheck>();
        services.AddSingleton<ClientEvents>();
        services.AddSingleton<ClientExports>();
    }
}
