namespace EdgeResNet.Tests.Errors;

public sealed class OwnershipTest
{
    [Fact]
    public void An_object_is_disposed_only_after_a_failure()
    {
        using MemoryStream kept = new();
        Assert.Same(kept, kept.OrDispose(opened => opened));
        Assert.True(kept.CanRead);
        Assert.Throws<InputException>(() => kept.OrDispose<MemoryStream, int>(_ => throw new InputException("unusable")));
        Assert.False(kept.CanRead);
    }
}
