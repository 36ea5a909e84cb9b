using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Teaching;

public class NearCopiesTest
{
    [Fact]
    public void Equal_files_and_nearly_equal_features_are_one_group()
    {
        float[] first = [1, 0, 0, 0.5f];
        float[] nearly = [1.02f, 0.01f, 0, 0.5f];
        float[] other = [0, 1, 0.2f, 0];
        FeatureTable pictures = new([.. first, .. other, .. nearly, .. other], [0, 0, 1, 1], 2);
        int[] groups = NearCopies.Join(pictures, [0, 1, 2, 3]);
        Assert.Equal([0, 1, 0, 1], groups);
        FeatureTable apart = new([.. first, .. other], [0, 1], 2);
        Assert.Equal([0, 1], NearCopies.Join(apart, [0, 1]));
        Assert.Equal([0, 0], NearCopies.Join(apart, [7, 7]));
    }

    [Fact]
    public void A_group_with_two_labels_stays_in_one_fold()
    {
        int[] labels = [0, 0, 0, 1, 1, 1];
        int[] fold = Folds.Assign(labels, [0, 1, 2, 0, 4, 5], 3, seed: 1);
        Assert.Equal(fold[0], fold[3]);
    }

    [Fact]
    public void Pictures_that_were_learned_are_found_by_their_features()
    {
        FeatureTable learned = RandomFeatures.Create(4, 1, 3, 3);
        FeatureTable judged = new([.. learned[2], 9, 9, 9, 9], [0, 1], 2);
        Assert.Equal([0], NearCopies.Learned(judged, learned));
    }
}
