namespace SmsBridge.Hosting.Reload;

internal static class ReloadRegistration
{
    /// <param name="second">Puts the application together once more, as a command would.</param>
    public static void AddReload(this WebApplicationBuilder builder, Func<WebApplication> second)
    {
        var values = new ReloadedValues();
        ((IConfigurationBuilder)builder.Configuration).Add(values);
        builder.Services.AddSingleton(values);
        builder.Services.AddSingleton(new SecondBuild(second));
        builder.Services.AddSingleton<SettingsReload>();
        builder.Services.AddHostedService<ReloadOnSignal>();
    }
}
