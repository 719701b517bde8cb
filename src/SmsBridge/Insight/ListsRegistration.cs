using SmsBridge.Insight.AuditList;
using SmsBridge.Insight.EventList;
using SmsBridge.Insight.MessageList;

namespace SmsBridge.Insight;

internal static class ListsRegistration
{
    public static void AddLists(this IServiceCollection services)
    {
        services.AddSingleton<MessageListQueries>();
        services.AddSingleton<EventListQueries>();
        services.AddSingleton<AuditQueries>();
    }
}
