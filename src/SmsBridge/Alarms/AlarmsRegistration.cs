using SmsBridge.Alarms.Channels;
using SmsBridge.Store;

namespace SmsBridge.Alarms;

internal static class AlarmsRegistration
{
    public static void AddAlarms(this IServiceCollection services)
    {
        services.AddOptions<AlarmOptions>()
            .BindConfiguration(AlarmOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<AlarmStore>();
        services.AddSingleton<IFollowsClock>(provider => provider.GetRequiredService<AlarmStore>());
        services.AddSingleton<MailChannel>();
        services.AddSingleton<PostChannel>();
        services.AddSingleton<AlarmSending>();
        services.AddSingleton<AlarmRound>();
        services.AddSingleton<AlarmVerbs>();
        services.AddHttpClient(PostChannel.Client)
            .ConfigurePrimaryHttpMessageHandler(PostChannel.CreateHandler)
            .RemoveAllLoggers(); // they write addresses, and those of chats are secrets
    }
}
