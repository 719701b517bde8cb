using SmsBridge.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners;

public class NewSecretTests
{
    [Fact]
    public void What_is_said_of_those_before_is_true_of_each()
    {
        NewSecret Made(int? previous, int? older) => new("secret", null, At(previous), At(older));
        DateTimeOffset? At(int? hours) => hours is { } some ? Some.Instant.AddHours(some) : null;

        Made(24, 24).PasswordsBefore.ShouldStartWith("The one before works until ");
        Made(null, 5).PasswordsBefore.ShouldStartWith("The one before has ended; of those before it one works until ");
        Made(null, null).PasswordsBefore.ShouldBe("No other one works.");
        Made(24, 24).SignaturesBefore.ShouldEndWith(" notifications are signed with the one before too.");
        Made(null, 5).SignaturesBefore.ShouldStartWith("The one before has ended; until ");
        Made(null, null).SignaturesBefore.ShouldBe("Nothing is signed with another one.");
    }
}
