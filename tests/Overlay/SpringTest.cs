using EdgeResNet.EdgeApp.Overlay;

namespace EdgeResNet.Tests.Overlay;

public class SpringTest
{
    [Fact]
    public void A_spring_approaches_its_target_without_overshoot()
    {
        Spring spring = new(0.2f);
        float before = spring.Value;
        for (int i = 0; i < 200; i++)
        {
            spring.Step(0.9f, 1f / 60, 16);
            Assert.InRange(spring.Value, before, 0.9f + 1e-5f);
            before = spring.Value;
        }

        Assert.Equal(0.9f, spring.Value, 4);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(120)]
    public void A_springs_motion_is_independent_of_the_step_count(int steps)
    {
        Spring once = new(1);
        once.Step(0, 0.1f, 14);
        Spring often = new(1);
        for (int i = 0; i < steps; i++)
        {
            often.Step(0, 0.1f / steps, 14);
        }

        Assert.Equal(once.Value, often.Value, 4);
        Assert.Equal(once.Velocity, often.Velocity, 2);
    }

    [Fact]
    public void A_spring_rests_at_its_target_after_a_long_pause()
    {
        Spring spring = new(3);
        spring.Step(1, 3600, 16);
        Assert.Equal(1f, spring.Value);
        Assert.Equal(0f, spring.Velocity);
    }
}
