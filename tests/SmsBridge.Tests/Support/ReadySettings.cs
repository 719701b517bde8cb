using System.ComponentModel.DataAnnotations;

[assembly: AssemblyFixture(typeof(SmsBridge.Tests.Support.ReadySettings))]

namespace SmsBridge.Tests.Support;

/// <summary>
/// Makes ready, before any test and by one thread, the limits of all settings: <see cref="RangeAttribute"/> reads its bounds at its first use, and of two applications that start at once one
/// could find them half read.
/// </summary>
public sealed class ReadySettings
{
    public ReadySettings()
    {
        foreach (var type in typeof(Program).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && type.GetConstructor(Type.EmptyTypes) is not null))
        {
            if (type.GetProperties().Any(property => property.IsDefined(typeof(RangeAttribute), inherit: true)))
            {
                var options = Activator.CreateInstance(type)!;
                Validator.TryValidateObject(options, new ValidationContext(options), [], validateAllProperties: true);
            }
        }
    }
}
